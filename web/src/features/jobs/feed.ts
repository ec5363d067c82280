/** The one live connection of a window: whether it holds, and how fast each job goes. */
import { useSyncExternalStore } from 'react'
import type { FeedState, Job } from '@/api'
import { makeStore } from '@/lib/store'
import { isActive } from './rules'
import { pace, withSample, type Sample } from './pace'

const state = makeStore<FeedState>('live')
const samples = new Map<string, Sample[]>()

export const setFeedState = state.set

export function useFeedState(): FeedState {
  return useSyncExternalStore(state.watch, state.get)
}

export function measure(job: Job): void {
  if (isActive(job)) samples.set(job.id, withSample(samples.get(job.id) ?? [], { at: performance.now() / 1000, done: job.progress.done }))
  else samples.delete(job.id)
}

/** Things a second: as seen here, or as the server says while this window has not seen enough. */
export function speed(job: Job): number | undefined {
  return pace(samples.get(job.id) ?? []) ?? (job.progress.rate_per_s || undefined)
}
