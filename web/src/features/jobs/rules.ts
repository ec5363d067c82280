/** What a list of jobs shows, decided without a page or a server. */
import type { Job } from '@/api'

export const isActive = (job: Job): boolean => job.state === 'queued' || job.state === 'running'

const CLEARING = new Set(['expire', 'sweep'])

/** Whether a person wants to see it: the clearing that waits for its time is nobody's concern. */
export const isOfConcern = ({ name, state }: Pick<Job, 'name' | 'state'>): boolean => !(CLEARING.has(name) && state === 'queued')

const rank = (job: Job): number => (job.state === 'running' ? 0 : job.state === 'queued' ? 1 : 2)

const moment = (job: Job): string => job.finished_at ?? job.started_at ?? job.created_at

/** Running first, then waiting, then ended; the newest first within each. */
export function inOrder(jobs: readonly Job[]): Job[] {
  return [...jobs].sort((a, b) => rank(a) - rank(b) || moment(b).localeCompare(moment(a)))
}

/** The list with a job as it is now, whether it was known or is new; the first `limit` that matter most. */
export function withJob(jobs: readonly Job[], changed: Job, limit: number): Job[] {
  const rest = jobs.filter((job) => job.id !== changed.id)
  return inOrder([...rest, changed]).slice(0, limit)
}

/** Whether a job has ended since the list was known; the feed tells of old ones too when it begins. */
export function hasJustEnded(jobs: readonly Job[], changed: Job): boolean {
  const before = jobs.find((job) => job.id === changed.id)
  return before !== undefined && isActive(before) && !isActive(changed)
}

/** Between 0 and 1; undefined while nobody knows how much there is to do. */
export function portion(job: Job): number | undefined {
  if (job.state === 'done') return 1
  const { done, total } = job.progress
  return total ? Math.min(1, done / total) : undefined
}

/** How long an ended job ran. */
export function secondsTaken(job: Job): number | undefined {
  if (!job.started_at || !job.finished_at) return undefined
  return (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000
}

export type Filter = 'all' | 'active' | 'failed' | 'done'

/** Whether a job belongs to what one wants to see. */
export function fits(job: Job, filter: Filter): boolean {
  if (filter === 'all') return true
  if (filter === 'active') return isActive(job)
  return filter === 'failed' ? job.state === 'failed' : job.state === 'done' || job.state === 'cancelled'
}
