/** What the whole cooperative comes to, station by station, and what happened last. */
import { queryOptions } from '@tanstack/react-query'
import { api, content } from '@/api'

const FRESH_MS = 20_000

export const overviewQuery = queryOptions({
  queryKey: ['home', 'overview'],
  queryFn: () => content(api.GET('/api/overview')),
  refetchInterval: FRESH_MS,
})

export const activityQuery = queryOptions({
  queryKey: ['home', 'activity'],
  queryFn: () => content(api.GET('/api/activity', { params: { query: { limit: 40 } } })),
  refetchInterval: FRESH_MS,
})
