/** One job: what it is, how far, how fast, how long yet, and the way to stop it. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Job } from '@/api'
import { duration, number, rate, share } from '@/lib/format'
import { Icon, Moment, PatchBar, Sentence, stationOf, type IconName } from '@/ui'
import { CancelJob } from './CancelJob'
import classes from './Jobs.module.css'
import { speed } from './feed'
import { secondsLeft, steady } from './pace'
import { isActive, portion, secondsTaken } from './rules'
import { useJobName } from './useJobName'

const icons: Record<Job['state'], IconName> = {
  queued: 'clock',
  running: 'pulse',
  done: 'check',
  failed: 'alert',
  cancelled: 'cross',
}

export function JobRow({ job }: { job: Job }) {
  const { t } = useTranslation()
  const station = stationOf(job.name) ?? 'catalog'
  const name = useJobName()(job)
  return (
    <li className={classes.job} data-station={station} data-item tabIndex={-1}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}{job.dataset && <Subject dataset={job.dataset} title={job.title} />}</h3>
        <span className={classes.state} data-state={job.state}>
          <Icon name={icons[job.state]} size={14} />{t(`jobs.state.${job.state}`)}
        </span>
      </div>
      {isActive(job) && <Progress job={job} name={name} />}
      {job.error && <p className={classes.error}><Sentence text={job.error} /></p>}
      {!isActive(job) && <Ended job={job} />}
    </li>
  )
}

/** What it works on, and the way there. */
function Subject({ dataset, title }: { dataset: string; title: string }) {
  return <Link to="/datasets/$dataset" params={{ dataset }} className={classes.subject}>{title}</Link>
}

function Progress({ job, name }: { job: Job; name: string }) {
  const { t, i18n } = useTranslation()
  const left = secondsLeft(job, speed(job))
  const value = portion(job)
  const counted = useCounted(job)
  const percent = value === undefined ? undefined : share(job.progress.done, job.progress.total ?? 0, i18n.language)
  return (
    <>
      <div className={classes.measure}>
        <PatchBar role="progressbar" label={t('jobs.progress', { name })} text={percent ?? counted} value={job.state === 'queued' ? 0 : value} station={stationOf(job.name) ?? 'catalog'} />
        {percent !== undefined && <span className={classes.percent}>{percent}</span>}
      </div>
      {job.progress.message && <p className={classes.message}>{job.progress.message}</p>}
      <div className={classes.foot}>
        <p className={classes.facts}>
          {counted && <span>{counted}</span>}
          <Rate job={job} />
          {left !== undefined && <span className={classes.left}>{t('jobs.left', { time: duration(steady(left), i18n.language) })}</span>}
        </p>
        <CancelJob job={job} name={name} />
      </div>
    </>
  )
}

function Rate({ job }: { job: Job }) {
  const { t, i18n } = useTranslation()
  const unit = useUnit(job)
  const now = speed(job)
  if (!now || job.state !== 'running') return null
  return <span>{t('jobs.rate', { rate: rate(now, i18n.language), unit })}</span>
}

function Ended({ job }: { job: Job }) {
  const { t, i18n } = useTranslation()
  const taken = secondsTaken(job)
  const counted = useCounted(job)
  return (
    <p className={classes.facts}>
      {counted && <span>{counted}</span>}
      {taken !== undefined && <span>{t('jobs.took', { time: duration(taken, i18n.language) })}</span>}
      <Moment at={job.finished_at ?? job.created_at} />
    </p>
  )
}

function useCounted(job: Job): string {
  const { t, i18n } = useTranslation()
  const unit = useUnit(job)
  const done = number(job.progress.done, i18n.language)
  const { total } = job.progress
  if (!total) return job.progress.done > 0 ? t('jobs.counted_open', { done, unit }).trim() : ''
  return t('jobs.counted', { done, total: number(total, i18n.language), unit }).trim()
}

/** The unit in the language of the page; one that the catalogues do not know stays as the server says it. */
function useUnit(job: Job): string {
  const { t, i18n } = useTranslation()
  const { unit } = job.progress
  const known = t('jobs.unit', { returnObjects: true, lng: i18n.language })
  return Object.entries(known).find(([name]) => name === unit)?.[1] ?? unit
}
