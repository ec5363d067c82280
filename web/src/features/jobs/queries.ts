/** The jobs of the organisation, kept fresh by the server's events. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { answer, api, content, followJobs, type FeedState, type Job } from '@/api'
import { meQuery } from '@/features/identity'
import { measure, setFeedState } from './feed'
import { freshening } from './fresh'
import { hasJustEnded, isOfConcern, withJob } from './rules'

const LIMIT = 100

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: () => content(api.GET('/api/jobs', { params: { query: { limit: LIMIT } } })),
  select: ({ items }) => ({ items: items.filter(isOfConcern) }),
})

export function useCancel() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/jobs/{id}/cancel', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries(jobsQuery),
  })
}

/** Keep what is shown live: jobs, what a job that ends has changed, and what others change. Once a window. */
export function useLiveJobs(onEnded?: (job: Job) => void): void {
  const client = useQueryClient()
  const { i18n } = useTranslation()
  const ended = useEffectEvent((job: Job) => { onEnded?.(job) })
  useEffect(() => {
    const stop = new AbortController()
    let broken = false
    const onJob = (job: Job): void => {
      const known = client.getQueryData(jobsQuery.queryKey)?.items ?? []
      measure(job)
      if (!known.some(({ id }) => id === job.id)) void client.invalidateQueries({ queryKey: ['ingest'] }) // it may be a delivery's
      client.setQueryData(jobsQuery.queryKey, (old) => old && { ...old, items: withJob(old.items, job, LIMIT) })
      if (!hasJustEnded(known, job)) return
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'jobs' })
      ended(job)
    }
    const onState = (next: FeedState): void => {
      if (next === 'live' && broken) void client.invalidateQueries() // what happened meanwhile was missed
      broken = next === 'reconnecting'
      setFeedState(next)
    }
    // Who is asked anew who they are is led to the door.
    const onLoggedOut = (): void => { void client.invalidateQueries(meQuery) }
    void followJobs({ onJob, onDataset: freshening(client), onLoggedOut, onState }, stop.signal)
    return () => { stop.abort() }
  }, [client, i18n.language])
}
