/** One job, asked for again and again until it has ended. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, content, type Job } from '@/api'
import { isActive } from './rules'

const EVERY_MS = 700
const AMONG = 100 // a job that was just begun is among the newest

function jobQuery(id: string | undefined) {
  return queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: async () => {
      const { items } = await content(api.GET('/api/jobs', { params: { query: { limit: AMONG } } }))
      return items.find((job) => job.id === id) ?? null
    },
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data === undefined || (state.data && isActive(state.data)) ? EVERY_MS : false),
  })
}

/** The job; undefined before it is known or where nobody asked. */
export function useJob(id: string | undefined): Job | undefined {
  return useQuery(jobQuery(id)).data ?? undefined
}
