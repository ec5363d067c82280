/** What happened lately, what is new among it, and the way there. */
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'
import { useJobLine } from '@/features/jobs'
import { Dialog, EmptyState, Go, Icon, Moment, Sentence } from '@/ui'
import classes from './Notices.module.css'
import { isUnread, type Notice } from './rules'

interface Props {
  news: readonly Notice[]
  seen: string | undefined
  onRead: () => void
  onClose: () => void
}

export function News({ news, seen, onRead, onClose }: Props) {
  const { t } = useTranslation()
  const anyUnread = news.some((one) => isUnread(one, seen))
  return (
    <Dialog label={t('shell.news.title')} side="right" onClose={onClose}>
      <div className={classes.sheet}>
        <div className={classes.head}>
          <h2>{t('shell.news.title')}</h2>
          {anyUnread && <Button variant="subtle" size="compact-sm" onClick={onRead}>{t('shell.news.read')}</Button>}
          <button type="button" className={classes.close} aria-label={t('shell.close')} onClick={onClose}><Icon name="cross" size={18} /></button>
        </div>
        {news.length === 0 && <EmptyState icon="bell" title={t('shell.news.none')}>{t('shell.news.none_about')}</EmptyState>}
        <ul className={classes.list}>{news.map((one) => <Item key={one.id} notice={one} unread={isUnread(one, seen)} onGo={onClose} />)}</ul>
      </div>
    </Dialog>
  )
}

function Item({ notice: { station, href, tone, text, job, at }, unread, onGo }: { notice: Notice; unread: boolean; onGo: () => void }) {
  const { t } = useTranslation()
  return (
    <li data-station={station} className={classes.item}>
      <Go href={href} className={classes.link} onGo={onGo}>
        <span className={classes.what} data-tone={tone}>
          <Icon name={tone === 'bad' ? 'alert' : 'check'} size={15} />
          <span>{text ?? (job && <Ended job={job} />)}</span>
          {unread && <span className={classes.new}>{t('shell.news.new')}</span>}
        </span>
        {job?.error && <span className={classes.why}><Sentence text={job.error} /></span>}
        <span className={classes.when}><Moment at={at} /></span>
      </Go>
    </li>
  )
}

function Ended({ job }: { job: Job }) {
  const { t } = useTranslation()
  return t(job.state === 'failed' ? 'shell.news.failed' : 'shell.news.ended', { name: useJobLine()(job) })
}
