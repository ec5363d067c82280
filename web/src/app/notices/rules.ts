/** What is news: jobs that ended, what others brought, how one's data was judged, which versions are new. */
import type { Happened, Job } from '@/api'
import { stationOf, type Station } from '@/ui'

/** What the activity tells better than the job that did it. */
const TOLD = new Set(['verify', 'freeze'])

export interface Notice {
  id: string
  at: string
  station: Station
  href: string
  tone: 'good' | 'bad'
  /** Either a job that ended or a sentence of the server. */
  job?: Job
  text?: string
}

/** Ended by itself, well or badly; what one cancelled is no news, nor what the activity tells. */
export function isNews(job: Job): boolean {
  return job.state === 'failed' || (job.state === 'done' && !TOLD.has(job.name))
}

function ofJob(job: Job): Notice {
  return { id: job.id, at: job.finished_at ?? job.created_at, station: stationOf(job.name) ?? 'catalog', href: `/jobs#${job.id}`, tone: job.state === 'failed' ? 'bad' : 'good', job }
}

function ofHappened({ at, kind, station, text, href }: Happened): Notice {
  return { id: `${kind} ${at} ${href}`, at, station: stationOf(station) ?? 'catalog', href, tone: kind === 'verified_fail' ? 'bad' : 'good', text }
}

/** The newest first. */
export function newsOf(jobs: readonly Job[], activity: readonly Happened[], most = 30): Notice[] {
  const all = [...jobs.filter(isNews).map(ofJob), ...activity.filter(({ is_notice: tells }) => tells).map(ofHappened)]
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, most)
}

/** Whether it came after one looked; before the first look everything is known. */
export function isUnread({ at }: Pick<Notice, 'at'>, seenAt: string | undefined): boolean {
  return seenAt !== undefined && Date.parse(at) > Date.parse(seenAt)
}
