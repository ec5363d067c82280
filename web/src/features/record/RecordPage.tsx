/** One record: what was collected at one moment, with its streams, labels, findings and history. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/lib/problem'
import { EmptyState, Notice, PageHeader, Rows, Simulated } from '@/ui'
import { ListWalk } from './ListWalk'
import { datasetQuery, recordQuery } from './queries'
import { RecordView } from './RecordView'
import { fileName } from './rules'
import classes from './Record.module.css'

export function RecordPage({ record, list }: { record: string; list?: string }) {
  const { t } = useTranslation()
  const found = useQuery(recordQuery(record))
  const dataset = useQuery({ ...datasetQuery(found.data?.dataset ?? ''), enabled: found.data !== undefined })
  if (found.error instanceof Problem && (found.error.status === 404 || found.error.status === 422)) return <NoRecord />
  const home = dataset.data && { label: dataset.data.title || dataset.data.name, to: '/datasets/$dataset' as const, params: { dataset: dataset.data.id } }
  const crumbs = [
    { label: t('record.datasets'), to: '/datasets' as const },
    home ?? { label: '…', to: '/datasets' as const },
    ...(home ? [{ ...home, label: t('record.records'), search: { tab: 'records' as const } }] : []),
  ]
  return (
    <>
      <PageHeader
        title={found.data ? fileName(found.data.path) : t('record.title')}
        crumbs={crumbs}
        marks={found.data?.simulated && <Simulated />}
        about={<code className={classes.path}>{found.data?.path ?? record}</code>}
        actions={<ListWalk record={record} list={list} />}
      />
      {found.isError && <Notice error={found.error} retry={found.refetch} />}
      {found.isPending && <div className={classes.columns}><Rows count={1} height={560} /><Rows count={3} height={160} /></div>}
      {found.data && <RecordView key={record} record={found.data} domain={dataset.data?.domain} mine={dataset.data?.mine} />}
    </>
  )
}

function NoRecord() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('record.missing.title')} crumbs={[{ label: t('record.datasets'), to: '/datasets' }]} />
      <EmptyState title={t('record.missing.text')} icon="search"><Link to="/datasets">{t('record.missing.way')}</Link></EmptyState>
    </>
  )
}
