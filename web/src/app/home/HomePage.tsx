/** The first page: the loop with its live figures, what waits for one, what happened, and what goes on. */
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/identity'
import { JobsPanel } from '@/features/jobs'
import { Notice, PageHeader, Simulated } from '@/ui'
import { Planted } from '../demo/Planted'
import { Activity } from './Activity'
import { FirstSteps } from './FirstSteps'
import classes from './HomePage.module.css'
import { Loop } from './Loop'
import { overviewQuery } from './queries'
import { Waiting } from './Waiting'

export function HomePage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const overview = useQuery(overviewQuery)
  return (
    <>
      <PageHeader title={me.organization.name} about={t('app.tagline')} marks={overview.data?.simulated && <Simulated />} />
      {overview.isError && <Notice error={overview.error} retry={overview.refetch} />}
      {overview.data?.datasets === 0 && <FirstSteps />}
      <Loop overview={overview.data} />
      <div className={classes.columns}>
        <div className={classes.first}>
          {overview.data && <Waiting waiting={overview.data.waiting} />}
          <Activity />
        </div>
        <div className={classes.first}>
          {overview.data?.simulated && <Planted />}
          <JobsPanel />
        </div>
      </div>
    </>
  )
}
