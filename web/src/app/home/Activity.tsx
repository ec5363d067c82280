/** What happened last, over all stations. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Happened } from '@/api'
import { EmptyState, Go, Moment, Notice, Panel, Rows } from '@/ui'
import classes from './HomePage.module.css'
import { activityQuery } from './queries'

const SHOWN = 12

export function Activity() {
  const { t } = useTranslation()
  const activity = useQuery(activityQuery)
  return (
    <Panel title={t('home.activity.title')}>
      {activity.isError && <Notice error={activity.error} retry={activity.refetch} />}
      {activity.isPending && <Rows count={4} />}
      {activity.data?.length === 0 && <EmptyState title={t('home.activity.none')}>{t('home.activity.none_about')}</EmptyState>}
      {activity.data !== undefined && activity.data.length > 0 && (
        <ul className={classes.list}>{activity.data.slice(0, SHOWN).map((one) => <Line key={`${one.at} ${one.text}`} happened={one} />)}</ul>
      )}
    </Panel>
  )
}

function Line({ happened: { at, station, text, href } }: { happened: Happened }) {
  return (
    <li data-station={station} className={classes.item}>
      <Go href={href} className={classes.line}><span className={classes.text}>{text}</span><span className={classes.side}><Moment at={at} /></span></Go>
    </li>
  )
}
