/** What has ended lately, what is new among it, and the way there. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'
import { useJobName } from '@/features/jobs'
import { Dialog, EmptyState, Icon, Moment, Sentence, stationOf } from '@/ui'
import classes from './Notices.module.css'
import { isUnread } from './rules'

interface Props {
  jobs: readonly Job[]
  seen: string | undefined
  onRead: () => void
  onClose: () => void
}

export function News({ jobs, seen, onRead, onClose }: Props) {
  const { t } = useTranslation()
  const anyUnread = jobs.some((job) => isUnread(job, seen))
  return (
    <Dialog label={t('shell.news.title')} side="right" onClose={onClose}>
      <div className={classes.sheet}>
        <div className={classes.head}>
          <h2>{t('shell.news.title')}</h2>
          {anyUnread && <Button variant="subtle" size="compact-sm" onClick={onRead}>{t('shell.news.read')}</Button>}
          <button type="button" className={classes.close} aria-label={t('shell.close')} onClick={onClose}><Icon name="cross" size={18} /></button>
        </div>
        {jobs.length === 0 && <EmptyState icon="bell" title={t('shell.news.none')}>{t('shell.news.none_about')}</EmptyState>}
        <ul className={classes.list}>{jobs.map((job) => <Item key={job.id} job={job} unread={isUnread(job, seen)} onGo={onClose} />)}</ul>
      </div>
    </Dialog>
  )
}

function Item({ job, unread, onGo }: { job: Job; unread: boolean; onGo: () => void }) {
  const { t } = useTranslation()
  const name = useJobName()(job)
  return (
    <li data-station={stationOf(job.name) ?? 'catalog'} className={classes.item}>
      <Link to="/jobs" hash={job.id} className={classes.link} onClick={onGo}>
        <span className={classes.what} data-state={job.state}>
          <Icon name={job.state === 'failed' ? 'alert' : 'check'} size={15} />
          {name} · {t(`jobs.state.${job.state}`)}
          {unread && <span className={classes.new}>{t('shell.news.new')}</span>}
        </span>
        {job.error && <span className={classes.why}><Sentence text={job.error} /></span>}
        <span className={classes.when}><Moment at={job.finished_at ?? job.created_at} /></span>
      </Link>
    </li>
  )
}
