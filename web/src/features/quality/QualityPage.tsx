/** The quality report of a data set: verdict, measures against goals, what was found, and what to do. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Problem } from '@/lib/problem'
import { Icon, Notice, PageHeader, Rows } from '@/ui'
import { ClassBalance } from './ClassBalance'
import { Compare } from './Compare'
import { Coverage } from './Coverage'
import { Findings } from './Findings'
import { Measures } from './Measures'
import classes from './Quality.module.css'
import { datasetQuery, reportQuery } from './queries'
import { Reliability } from './Reliability'
import type { Report } from './report'
import { Summary } from './Summary'
import { Unverified, Verify } from './Verify'

export function QualityPage({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const found = useQuery(datasetQuery(dataset))
  const known = found.data
  const report = useQuery(reportQuery(dataset))
  const crumbs = [
    { label: t('catalog.title'), to: '/datasets' },
    { label: known ? known.title || known.name : '…', to: '/datasets/$dataset', params: { dataset } },
  ] as const
  // A data set that one may not know of has no report either: that must not look like “not yet”.
  const missing = known !== undefined && report.error instanceof Problem && report.error.status === 404
  if (found.isError) return <><PageHeader title={t('quality.title')} crumbs={crumbs.slice(0, 1)} /><Notice error={found.error} retry={found.refetch} /></>
  return (
    <article data-station="quality">
      <PageHeader title={t('quality.title')} crumbs={crumbs} about={t('quality.lead')} actions={report.data && <Actions dataset={dataset} />} />
      {report.isPending && <Rows count={5} height={90} />}
      {report.isError && !missing && <Notice error={report.error} retry={report.refetch} />}
      {missing && <Unverified dataset={dataset} />}
      {report.data && <Whole dataset={dataset} domain={known?.domain} report={report.data} />}
    </article>
  )
}

function Actions({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const address = `/api/datasets/${encodeURIComponent(dataset)}/quality`
  return (
    <div className={classes.actions}>
      <Button.Group>
        <Button variant="default" onClick={() => { window.print() }}>{t('quality.print')}</Button>
        <Button variant="default" component="a" href={address} download="quality.json" leftSection={<Icon name="download" />}>{t('quality.json')}</Button>
        <Button variant="default" component="a" href={`${address}.html`} target="_blank">{t('quality.html')}</Button>
      </Button.Group>
    </div>
  )
}

function Whole({ dataset, domain, report }: { dataset: string; domain: string | undefined; report: Report }) {
  return (
    <>
      <Summary report={report} action={<Verify dataset={dataset} again />} />
      <div className={classes.stack}>
        <Measures report={report} />
        <Findings dataset={dataset} report={report} />
        <div className={classes.pair}>
          <ClassBalance classes={report.classes} names={report.names} />
          <Reliability bins={report.reliability} />
        </div>
        <Coverage dataset={dataset} domain={domain} report={report} />
        <Compare dataset={dataset} now={report} />
      </div>
    </>
  )
}
