/** The data sets that one may see, newest change first, page after page. */
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { api, content } from '@/api'
import { totals, type Totals } from './rules'

const PAGE = 100

export function datasetsQuery(query: string) {
  return infiniteQueryOptions({
    queryKey: ['catalog', 'datasets', query],
    queryFn: ({ pageParam }) => content(api.GET('/api/datasets', {
      params: { query: { limit: PAGE, ...(query && { query }), ...(pageParam && { cursor: pageParam }) } },
    })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })
}

export interface Holdings extends Totals {
  /** Whether there are more data sets than these figures count. */
  more: boolean
}

export function useHoldings(): Holdings | undefined {
  const { data, hasNextPage } = useInfiniteQuery(datasetsQuery(''))
  return data && { ...totals(data.pages.flatMap(({ items }) => items)), more: hasNextPage }
}
