/** The jobs of the organisation, kept fresh by the server's events. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answer, api, content, followJobs, type FeedState, type Job } from '@/api'
import { hasJustEnded, withJob } from './rules'

const LIMIT = 20

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: () => content(api.GET('/api/jobs', { params: { query: { limit: LIMIT } } })),
})

export function useCancel() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/jobs/{id}/cancel', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries(jobsQuery),
  })
}

/** Keep the jobs live; a job that ends has changed data, so everything else is asked for anew. */
export function useLiveJobs(): FeedState {
  const client = useQueryClient()
  const { i18n } = useTranslation()
  const [state, setState] = useState<FeedState>('live')
  useEffect(() => {
    const stop = new AbortController()
    let broken = false
    const onJob = (job: Job): void => {
      const known = client.getQueryData(jobsQuery.queryKey)?.items ?? []
      client.setQueryData(jobsQuery.queryKey, (old) => old && { ...old, items: withJob(old.items, job, LIMIT) })
      if (hasJustEnded(known, job)) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'jobs' })
    }
    const onState = (next: FeedState): void => {
      if (next === 'live' && broken) void client.invalidateQueries() // what happened meanwhile was missed
      broken = next === 'reconnecting'
      setState(next)
    }
    void followJobs({ onJob, onState }, stop.signal)
    return () => { stop.abort() }
  }, [client, i18n.language])
  return state
}
