/** How a delivery agrees with its manifests and with what was expected. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeliveryContract } from '@/api'
import { DataTable, Icon, Notice, Panel, Sentence } from '@/ui'
import classes from './Ingest.module.css'
import { contractQuery } from './queries'

type Finding = DeliveryContract['findings'][number]

export function Contract({ delivery }: { delivery: string }) {
  const { t } = useTranslation()
  const contract = useQuery(contractQuery(delivery))
  const title = t('ingest.contract.title')
  return (
    <Panel title={title}>
      {contract.isError && <Notice error={contract.error} retry={contract.refetch} />}
      {contract.data?.findings.length === 0 && <p className={classes.quiet}><Icon name="check" size={14} /> {t('ingest.contract.pass')}</p>}
      {contract.data && contract.data.findings.length > 0 && (
        <DataTable<Finding>
          label={t('ingest.table', { title })} rows={contract.data.findings} keyOf={({ kind, path, message }) => `${kind} ${path} ${message}`}
          columns={[
            { id: 'path', title: t('ingest.contract.path'), cell: ({ path }) => <span className={classes.path}>{path}</span> },
            { id: 'finding', title: t('ingest.contract.finding'), cell: ({ message }) => <Sentence text={message} /> },
          ]}
        />
      )}
    </Panel>
  )
}
