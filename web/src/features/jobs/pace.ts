/** How fast a job goes now, from what its events told: the last half minute counts, not the slow start an hour ago. */
import type { Job } from '@/api'

const WINDOW_S = 30
const LEAST_S = 3

export interface Sample {
  /** Seconds since some moment. */
  at: number
  done: number
}

/** The samples with a new one; a job that starts again starts its samples again. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  const last = samples.at(-1)
  if (last && next.done < last.done) return [next]
  const fresh = samples.filter(({ at }, index) => next.at - at <= WINDOW_S || index >= samples.length - 1)
  return [...fresh, next]
}

/** Things a second over the window; undefined while it is too short to say. */
export function pace(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples.at(0), samples.at(-1)]
  if (!first || !last || last.at - first.at < LEAST_S) return undefined
  return (last.done - first.done) / (last.at - first.at)
}

/** Seconds that are left, in steps that a reader can trust: 5 s below a minute, 10 s below ten, then minutes. */
export function steady(seconds: number): number {
  const step = seconds < 60 ? 5 : seconds < 600 ? 10 : 60
  return Math.max(step, Math.ceil(seconds / step) * step)
}

/** Seconds until the end; undefined where that cannot be said. */
export function secondsLeft(job: Job, speed: number | undefined): number | undefined {
  const { done, total } = job.progress
  if (job.state !== 'running' || !total || !speed || speed <= 0) return undefined
  return Math.max(0, total - done) / speed
}
