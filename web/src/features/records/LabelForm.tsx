/** Choose a class: those that the data set has, and those of its domain. */
import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/ui'
import { classesQuery } from './classes'

interface Props {
  dataset: string
  busy: boolean
  onLabel: (label: string) => void
}

export function LabelForm({ dataset, busy, onLabel }: Props) {
  const { t, i18n } = useTranslation()
  const known = useQuery(classesQuery(dataset, i18n.language))
  const [label, setLabel] = useState<string | null>(null)
  return (
    <form style={{ display: 'grid', gap: 14 }} onSubmit={(event) => { event.preventDefault(); if (label) onLabel(label) }}>
      {known.isError && <Notice error={known.error} retry={known.refetch} />}
      <Select
        data-autofocus searchable label={t('records.key.label')} placeholder={t('records.bulk.choose')} nothingFoundMessage={t('records.bulk.no_class')} maxDropdownHeight={280}
        disabled={!known.data} data={known.data ?? []} value={label} onChange={setLabel} comboboxProps={{ withinPortal: true }}
      />
      <Button type="submit" disabled={label === null} loading={busy} style={{ justifySelf: 'end' }}>{t('records.bulk.label')}</Button>
    </form>
  )
}
