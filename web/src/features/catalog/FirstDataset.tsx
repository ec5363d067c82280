/** Nothing here yet: choose a domain, copy the line, begin. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { domainsQuery, useDomainName } from '@/features/domains'
import { Command, Notice } from '@/ui'
import classes from './Datasets.module.css'
import { buildCommand } from './rules'

export function FirstDataset() {
  const { t } = useTranslation()
  const domains = useQuery(domainsQuery)
  const domainName = useDomainName()
  const [chosen, setChosen] = useState<string>()
  const pictures = domains.data?.find(({ modalities }) => modalities.includes('image'))
  const domain = chosen ?? (pictures ?? domains.data?.[0])?.id
  return (
    <div className={classes.first}>
      <h3>{t('catalog.empty.title')}</h3>
      <p>{t('catalog.empty.text')}</p>
      {domains.isError && <Notice error={domains.error} retry={domains.refetch} />}
      {domains.data && domain !== undefined && (
        <>
          <NativeSelect label={t('catalog.empty.domain')} maw={280} value={domain} onChange={(event) => { setChosen(event.currentTarget.value) }} data={domains.data.map(({ id }) => ({ value: id, label: domainName(id) }))} />
          <Command line={buildCommand(t('catalog.empty.folder'), domain, t('catalog.empty.target'))} />
        </>
      )}
    </div>
  )
}
