/** What the page of one record asks the server for. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, api, content } from '@/api'
import { language } from '@/lib/i18n'
import type { Listing } from '@/lib/listing'
import { isProblem } from '@/lib/problem'

const key = (record: string, ...more: unknown[]): unknown[] => ['record', record, ...more]

export function recordQuery(record: string) {
  return queryOptions({
    queryKey: key(record),
    queryFn: () => content(api.GET('/api/records/{record}', { params: { path: { record } } })),
  })
}

export function datasetQuery(dataset: string) {
  return queryOptions({
    queryKey: ['dataset', dataset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}', { params: { path: { dataset } } })),
    staleTime: 60_000,
  })
}

export function packQuery(domain: string) {
  return queryOptions({
    queryKey: ['domains', domain],
    queryFn: () => content(api.GET('/api/domains/{domain}', { params: { path: { domain } } })),
    staleTime: Infinity,
  })
}

export function findingsQuery(record: string) {
  return queryOptions({
    queryKey: key(record, 'findings'),
    queryFn: () => content(api.GET('/api/records/{record}/findings', { params: { path: { record } } })),
  })
}

/** Null where this server knows of no likeness for the record. */
export function similarQuery(record: string) {
  return queryOptions({
    queryKey: key(record, 'similar'),
    queryFn: async () => {
      try {
        return await content(api.GET('/api/records/{record}/similar', { params: { path: { record }, query: { limit: 12 } } }))
      } catch (error) {
        if (isProblem(error, 404)) return null
        throw error
      }
    },
    staleTime: 60_000,
  })
}

/** The colleagues, for their names; nobody where one may not list them. */
export const colleaguesQuery = queryOptions({
  queryKey: ['record-colleagues'],
  queryFn: async () => {
    try {
      return await content(api.GET('/api/members'))
    } catch (error) {
      if (isProblem(error, 403)) return []
      throw error
    }
  },
  staleTime: 300_000,
})

/** Addresses of what the browser fetches by itself. */
export const mediaUrl = (record: string, n: number): string => `/api/records/${record}/streams/${n}/media`
export const previewUrl = (record: string): string => `/api/records/${record}/preview`

export function peaksQuery(record: string, n: number) {
  return queryOptions({
    queryKey: key(record, n, 'peaks'),
    queryFn: () => content(api.GET('/api/records/{record}/streams/{n}/peaks', { params: { path: { record, n } } })),
    staleTime: Infinity,
  })
}

export const proxyUrl = (record: string, n: number): string => `/api/records/${record}/streams/${n}/proxy`

/** What a browser is given of a video: itself, a proxy, or why nothing that it plays. */
export function playingQuery(record: string, n: number) {
  return queryOptions({
    queryKey: key(record, n, 'playing'),
    queryFn: () => content(api.GET('/api/records/{record}/streams/{n}/playing', { params: { path: { record, n } } })),
    staleTime: 60_000,
  })
}

/** Let a proxy of a video be made, as a job. */
export function useProxy(record: string, n: number) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => content(api.POST('/api/records/{record}/streams/{n}/proxy', { params: { path: { record, n } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: key(record, n, 'playing') }),
  })
}

/** When each frame of a video is shown. */
export function framesQuery(record: string, n: number) {
  return queryOptions({
    queryKey: key(record, n, 'frames'),
    queryFn: () => content(api.GET('/api/records/{record}/streams/{n}/frames', { params: { path: { record, n } } })),
    staleTime: Infinity,
    retry: false,
  })
}

export interface Window {
  from_s: number
  to_s: number
}

/** The rows of a window, thinned to what a screen can show; all of them where no window is given. */
export function seriesQuery(record: string, n: number, window: Window | undefined, points: number) {
  return queryOptions({
    queryKey: key(record, n, 'series', window, points),
    queryFn: () => content(api.GET('/api/records/{record}/streams/{n}/series', { params: { path: { record, n }, query: { ...window, points } } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
}

export function documentQuery(record: string, n: number) {
  return queryOptions({
    queryKey: key(record, n, 'json'),
    queryFn: () => content(api.GET('/api/records/{record}/streams/{n}/json', { params: { path: { record, n } } })),
    staleTime: Infinity,
  })
}

/** Its reasons come in the language of the page. */
export function standardQuery(record: string, n: number) {
  return queryOptions({
    queryKey: key(record, n, 'standard', language()),
    queryFn: () => content(api.GET('/api/records/{record}/streams/{n}/standard', { params: { path: { record, n } } })),
    staleTime: Infinity,
  })
}

export function textQuery(record: string, n: number) {
  return queryOptions({
    queryKey: key(record, n, 'text'),
    queryFn: async () => (await answer(api.GET('/api/records/{record}/streams/{n}/media', { params: { path: { record, n } }, parseAs: 'text' }))) ?? '',
    staleTime: Infinity,
  })
}

const BEHIND = 50
const AHEAD = 150

/** The stretch of the list around a place; walking on asks again only at its end. */
export function listingQuery({ dataset, where, sort, order, at }: Listing) {
  const offset = Math.max(0, Math.floor(at / 100) * 100 - BEHIND)
  return queryOptions({
    queryKey: ['record-list', dataset, where, sort, order, offset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}/grid', {
      params: { path: { dataset }, query: { where: [...where], sort, order, offset, limit: BEHIND + AHEAD } },
    })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

/** Say what a record shows; a stale version is refused with 409. */
export function useLabelling(record: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { label: string | null; version: string }) =>
      content(api.PUT('/api/records/{record}/label', { params: { path: { record } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: key(record), exact: true }),
  })
}
