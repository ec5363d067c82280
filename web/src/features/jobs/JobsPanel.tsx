/** Everything the server is doing for us, live. */
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Icon, Notice, Panel } from '@/ui'
import { JobRow } from './JobRow'
import classes from './Jobs.module.css'
import { jobsQuery, useLiveJobs } from './queries'
import { inOrder } from './rules'

export function JobsPanel() {
  const { t } = useTranslation()
  const feed = useLiveJobs()
  const jobs = useQuery(jobsQuery)
  const state = (
    <span role="status" className={feed === 'live' ? classes.live : classes.lost}>
      <Icon name={feed === 'live' ? 'pulse' : 'clock'} size={14} />{t(`jobs.feed.${feed}`)}
    </span>
  )
  return (
    <Panel title={t('jobs.title')} aside={state}>
      {jobs.isError && <Notice error={jobs.error} retry={jobs.refetch} />}
      {jobs.isPending && <Skeleton height={120} />}
      {jobs.data?.items.length === 0 && <Empty />}
      {jobs.data && jobs.data.items.length > 0 && (
        <ul className={classes.list}>
          {inOrder(jobs.data.items).map((job) => <JobRow key={job.id} job={job} />)}
        </ul>
      )}
    </Panel>
  )
}

function Empty() {
  const { t } = useTranslation()
  return (
    <div className={classes.empty}>
      <p>{t('jobs.empty.title')}</p>
      <p>{t('jobs.empty.text')}</p>
    </div>
  )
}
