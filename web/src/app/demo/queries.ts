/** What was planted in a demonstration, and what the stations found of it. */
import { queryOptions } from '@tanstack/react-query'
import { api, content } from '@/api'

const FRESH_MS = 20_000

export const truthQuery = queryOptions({
  queryKey: ['demo', 'truth'],
  queryFn: () => content(api.GET('/api/demo/truth')),
  refetchInterval: ({ state }) => (state.data?.is_finished === false ? FRESH_MS : false),
})
