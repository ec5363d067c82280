/** What the grid and the map ask the server for. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, content } from '@/api'
import { Problem } from '@/lib/problem'
import { asked } from './filters'
import { PAGE } from './rules'
import type { Bulk, NewView, Shown } from './types'

/** A list of records: of which data set, which of them, in which order. */
export interface Asked {
  dataset: string
  where: readonly string[]
  sort: string
  order: 'asc' | 'desc'
}

const about = (dataset: string, ...more: unknown[]): unknown[] => ['records', dataset, ...more]
const params = ({ dataset, where, sort, order }: Asked) => ({ path: { dataset }, query: { where: asked(where), sort, order } })

export function pageQuery(list: Asked, page: number) {
  const { path, query } = params(list)
  return queryOptions({
    queryKey: about(list.dataset, 'page', query, page),
    queryFn: () => content(api.GET('/api/datasets/{dataset}/grid', { params: { path, query: { ...query, offset: page * PAGE, limit: PAGE } } })),
    staleTime: 60_000,
  })
}

/** The records of these ids, in the order of the page. */
export function cardsQuery(dataset: string, ids: readonly string[]) {
  return queryOptions({
    queryKey: about(dataset, 'cards', ids),
    queryFn: () => content(api.GET('/api/datasets/{dataset}/grid', {
      params: { path: { dataset }, query: { where: ids.map((id) => `id:${id}`), limit: PAGE } },
    })),
    enabled: ids.length > 0,
    staleTime: 60_000,
  })
}

export function idsQuery(list: Asked) {
  return queryOptions({
    queryKey: about(list.dataset, 'ids', params(list).query),
    queryFn: async () => (await content(api.GET('/api/datasets/{dataset}/ids', { params: params(list) }))).ids,
    staleTime: 60_000,
  })
}

export function facetsQuery({ dataset, where }: Pick<Asked, 'dataset' | 'where'>) {
  const words = asked(where)
  return queryOptions({
    queryKey: about(dataset, 'facets', words),
    queryFn: () => content(api.GET('/api/datasets/{dataset}/facets', { params: { path: { dataset }, query: { where: words } } })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

export const LIKES = 200

export function likeQuery(dataset: string, record: string | undefined) {
  return queryOptions({
    queryKey: about(dataset, 'like', record),
    queryFn: async (): Promise<Shown[]> => {
      const found = await content(api.GET('/api/records/{record}/similar', { params: { path: { record: record ?? '' }, query: { limit: LIKES } } }))
      return found.items.map(({ card, distance }) => ({ ...card, distance }))
    },
    enabled: record !== undefined,
    staleTime: 60_000,
  })
}

export function viewsQuery(dataset: string) {
  return queryOptions({
    queryKey: about(dataset, 'views'),
    queryFn: () => content(api.GET('/api/datasets/{dataset}/views', { params: { path: { dataset } } })),
  })
}

/** Null where no map was made yet. */
export function mapQuery(dataset: string) {
  return queryOptions({
    queryKey: about(dataset, 'map'),
    queryFn: async () => {
      try {
        return await content(api.GET('/api/datasets/{dataset}/map', { params: { path: { dataset } } }))
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return null
        throw error
      }
    },
    staleTime: 60_000,
  })
}

/** Lowest and highest value of each slice of a sound, between -1 and 1 (BBC audiowaveform with 8 bits). */
export function peaksQuery(record: string) {
  return queryOptions({
    queryKey: ['records', 'peaks', record],
    queryFn: async (): Promise<number[]> => {
      const found = await answer(api.GET('/api/records/{record}/preview', { params: { path: { record } } }))
      const values: unknown = typeof found === 'object' && found !== null && 'data' in found ? found.data : []
      return Array.isArray(values) ? values.filter((one) => typeof one === 'number').map((one) => one / 128) : []
    },
    staleTime: Infinity,
    retry: false,
  })
}

export function useBulk(dataset: string) {
  const client = useQueryClient()
  const again = () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'jobs' })
  const change = useMutation({
    mutationFn: (body: Bulk) => content(api.POST('/api/datasets/{dataset}/bulk', { params: { path: { dataset } }, body })),
    onSuccess: again,
  })
  const undo = useMutation({
    mutationFn: (token: string) => content(api.POST('/api/datasets/{dataset}/bulk/{token}/undo', { params: { path: { dataset, token } } })),
    onSuccess: again,
  })
  return { change, undo }
}

export function useViews(dataset: string) {
  const client = useQueryClient()
  const onSuccess = () => client.invalidateQueries(viewsQuery(dataset))
  const save = useMutation({
    mutationFn: (body: NewView) => content(api.POST('/api/datasets/{dataset}/views', { params: { path: { dataset } }, body })),
    onSuccess,
  })
  const remove = useMutation({
    mutationFn: (view: string) => answer(api.DELETE('/api/datasets/{dataset}/views/{view}', { params: { path: { dataset, view } } })),
    onSuccess,
  })
  return { save, remove }
}

export function useMakeMap(dataset: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => content(api.POST('/api/datasets/{dataset}/map', { params: { path: { dataset } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  })
}
