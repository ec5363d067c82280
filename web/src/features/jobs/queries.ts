/** The jobs of the organisation, kept fresh by the server's events. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { answer, api, content, followJobs, type FeedState, type Job } from '@/api'
import { measure, setFeedState } from './feed'
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

/** Keep the jobs live; a job that ends has changed data, so everything else is asked for anew. Once a window. */
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
    void followJobs({ onJob, onState }, stop.signal)
    return () => { stop.abort() }
  }, [client, i18n.language])
}
