/** How the findings differ from those of an earlier report. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moment, number } from '@/lib/format'
import { DataTable, Notice, Panel, Rows } from '@/ui'
import classes from './Quality.module.css'
import { reportQuery, reportsQuery } from './queries'
import type { Report } from './report'
import { differences, type Difference } from './rules'
import { VerdictTag } from './VerdictTag'

export function Compare({ dataset, now }: { dataset: string; now: Report }) {
  const { t, i18n } = useTranslation()
  const [chosen, setChosen] = useState<string>()
  const reports = useQuery(reportsQuery(dataset))
  const earlier = reports.data?.slice(1) ?? []
  const report = chosen ?? earlier[0]?.id
  const aside = earlier.length > 0 && (
    <NativeSelect size="xs" aria-label={t('quality.compare.with')} value={report ?? ''} onChange={(event) => { setChosen(event.currentTarget.value) }} data={earlier.map(({ id, created_at: at }) => ({ value: id, label: moment(new Date(at), i18n.language) }))} />
  )
  return (
    <Panel title={t('quality.compare.title')} aside={aside}>
      {reports.isError && <Notice error={reports.error} retry={reports.refetch} />}
      {reports.isSuccess && report === undefined && <p className={classes.quiet}>{t('quality.compare.none')}</p>}
      {report !== undefined && <Table dataset={dataset} report={report} now={now} />}
    </Panel>
  )
}

function Table({ dataset, report, now }: { dataset: string; report: string; now: Report }) {
  const { t, i18n } = useTranslation()
  const before = useQuery(reportQuery(dataset, report))
  if (before.isError) return <Notice error={before.error} retry={before.refetch} />
  if (before.data === undefined) return <Rows count={2} />
  const found = differences(before.data, now)
  const title = t('quality.compare.title')
  return (
    <>
      <p className={classes.head}>{t('quality.compare.before')} <VerdictTag verdict={before.data.verdict} /> → {t('quality.compare.now')} <VerdictTag verdict={now.verdict} /></p>
      {found.length === 0 && <p className={classes.quiet}>{t('quality.compare.same')}</p>}
      {found.length > 0 && (
        <DataTable<Difference>
          label={t('quality.table', { title })} rows={found} keyOf={({ kind }) => kind}
          columns={[
            { id: 'kind', title: t('quality.compare.kind'), cell: ({ kind }) => <span title={kind}>{t(`records.finding.${kind}`, { defaultValue: kind })}</span> },
            { id: 'before', title: t('quality.compare.before'), numeric: true, cell: (one) => number(one.before, i18n.language) },
            { id: 'now', title: t('quality.compare.now'), numeric: true, cell: (one) => number(one.now, i18n.language) },
          ]}
        />
      )}
    </>
  )
}
