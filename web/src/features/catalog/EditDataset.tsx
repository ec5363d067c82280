/** Change what people read of a data set, and who may see it. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Notice } from '@/ui'
import classes from './Datasets.module.css'
import { useDescribe } from './queries'
import type { DatasetDetail, Description } from './types'

export function EditDataset({ dataset }: { dataset: DatasetDetail }) {
  const { t } = useTranslation()
  const [opened, dialog] = useDisclosure()
  return (
    <>
      <Button variant="default" onClick={dialog.open}>{t('catalog.edit.open')}</Button>
      <Modal opened={opened} onClose={dialog.close} size="lg" title={t('catalog.edit.open')} closeButtonProps={{ 'aria-label': t('catalog.create.cancel') }}><Form dataset={dataset} onDone={dialog.close} /></Modal>
    </>
  )
}

const long = ['purpose', 'consent_basis'] as const
const visibilities = ['private', 'alliance'] as const

function Form({ dataset, onDone }: { dataset: DatasetDetail; onDone: () => void }) {
  const { t } = useTranslation()
  const describe = useDescribe(dataset.id)
  const { title, purpose, consent_basis, licence, visibility } = dataset
  const [given, setGiven] = useState<Description>({ title, purpose, consent_basis, licence, visibility })
  const change = (part: Partial<Description>): void => { setGiven({ ...given, ...part }) }
  return (
    <form className={classes.form} onSubmit={(event) => { event.preventDefault(); describe.mutate(given, { onSuccess: onDone }) }}>
      <TextInput data-autofocus maxLength={200} label={t('catalog.field.title')} value={given.title} onChange={(event) => { change({ title: event.currentTarget.value }) }} />
      {long.map((name) => <Textarea key={name} autosize minRows={2} maxRows={8} maxLength={2000} label={t(`catalog.field.${name}`)} value={given[name]} onChange={(event) => { change({ [name]: event.currentTarget.value }) }} />)}
      <TextInput maxLength={200} label={t('catalog.field.licence')} placeholder="CC BY 4.0" value={given.licence} onChange={(event) => { change({ licence: event.currentTarget.value }) }} />
      <NativeSelect
        label={t('catalog.field.visibility')} value={given.visibility} data={visibilities.map((value) => ({ value, label: t(`catalog.visibility.${value}`) }))}
        onChange={(event) => { const found = visibilities.find((one) => one === event.currentTarget.value); if (found) change({ visibility: found }) }}
      />
      {describe.isError && <Notice error={describe.error} />}
      <Button type="submit" className={classes.submit ?? ''} loading={describe.isPending}>{t('catalog.edit.save')}</Button>
    </form>
  )
}
