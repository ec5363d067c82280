/** The data sets that one may see, newest change first, page after page. */
import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, content } from '@/api'
import { totals, type Totals } from './rules'
import type { Description } from './types'

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

export function datasetQuery(dataset: string) {
  return queryOptions({
    queryKey: ['catalog', 'dataset', dataset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}', { params: { path: { dataset } } })),
  })
}

export interface NewDataset extends Omit<Description, 'visibility'> {
  name: string
  domain: string
}

export function useCreate() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: NewDataset) => content(api.POST('/api/datasets', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['catalog'] }),
  })
}

export function useDescribe(dataset: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Description) => content(api.PATCH('/api/datasets/{dataset}', { params: { path: { dataset } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['catalog'] }),
  })
}

/** How many records each kind of finding concerns. */
export function findingsQuery(dataset: string) {
  return queryOptions({
    queryKey: ['catalog', 'findings', dataset],
    queryFn: async () => {
      const { facets } = await content(api.GET('/api/datasets/{dataset}/facets', { params: { path: { dataset } } }))
      return facets.find(({ key }) => key === 'finding')?.values ?? []
    },
  })
}
