/** What is news: the jobs that ended since one last looked. */
import type { Job } from '@/api'

/** Ended by itself, well or badly; what one cancelled is no news. */
export function isNews(job: Job): boolean {
  return job.state === 'done' || job.state === 'failed'
}

/** The newest first. */
export function newsOf(jobs: readonly Job[], most = 30): Job[] {
  const at = (job: Job): string => job.finished_at ?? job.created_at
  return jobs.filter(isNews).sort((a, b) => at(b).localeCompare(at(a))).slice(0, most)
}

/** Whether it came after one looked; before the first look everything is known. */
export function isUnread(job: Job, seenAt: string | undefined): boolean {
  return seenAt !== undefined && job.finished_at !== null && Date.parse(job.finished_at) > Date.parse(seenAt)
}
