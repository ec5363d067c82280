/** What the server is doing for us now, and what it did last. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState, Notice, Panel, Rows } from '@/ui'
import { FeedSign } from './FeedSign'
import { JobRow } from './JobRow'
import classes from './Jobs.module.css'
import { jobsQuery } from './queries'
import { inOrder } from './rules'

const SHOWN = 4

export function JobsPanel() {
  const { t } = useTranslation()
  const jobs = useQuery(jobsQuery)
  const shown = inOrder(jobs.data?.items ?? []).slice(0, SHOWN)
  const aside = <><FeedSign /><Link to="/jobs" className={classes.all}>{t('jobs.all')}</Link></>
  return (
    <Panel title={t('jobs.title')} aside={aside}>
      {jobs.isError && <Notice error={jobs.error} retry={jobs.refetch} />}
      {jobs.isPending && <Rows count={2} height={84} />}
      {jobs.data?.items.length === 0 && <EmptyState title={t('jobs.empty.title')}>{t('jobs.empty.text')}</EmptyState>}
      {shown.length > 0 && <ul className={classes.list}>{shown.map((job) => <JobRow key={job.id} job={job} />)}</ul>}
    </Panel>
  )
}
