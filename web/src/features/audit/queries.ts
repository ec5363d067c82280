/** The audit trail, page after page, and whether its chain holds. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, content } from '@/api'

const PAGE = 50

export function trailQuery(q: string, action: string) {
  return infiniteQueryOptions({
    queryKey: ['audit', 'trail', q, action],
    queryFn: ({ pageParam }) => content(api.GET('/api/audit', {
      params: { query: { limit: PAGE, ...(q && { q }), ...(action && { action }), ...(pageParam > 0 && { before: pageParam }) } },
    })),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.length < PAGE ? undefined : page.at(-1)?.number),
    placeholderData: keepPreviousData,
  })
}

export const actionsQuery = queryOptions({ queryKey: ['audit', 'actions'], queryFn: () => content(api.GET('/api/audit/actions')) })

export const checkQuery = queryOptions({ queryKey: ['audit', 'check'], queryFn: () => content(api.GET('/api/audit/check')) })

/** Whom and what the lines are about; asked as other pages ask, so that it is known already. */
export const membersQuery = queryOptions({ queryKey: ['identity', 'members'], queryFn: () => content(api.GET('/api/members')) })

export const datasetsQuery = queryOptions({
  queryKey: ['home', 'datasets'],
  queryFn: () => content(api.GET('/api/datasets', { params: { query: { limit: 100 } } })),
})
