/** Versions of a data set: listed, described, compared, and frozen. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, content } from '@/api'

export const FORMATS = ['coco', 'yolo', 'webdataset'] as const
export type Format = (typeof FORMATS)[number]

export function releasesQuery(dataset: string) {
  return queryOptions({
    queryKey: ['release', 'list', dataset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}/releases', { params: { path: { dataset } } })),
  })
}

export function releaseQuery(reference: string) {
  return queryOptions({
    queryKey: ['release', 'one', reference],
    queryFn: () => content(api.GET('/api/releases/{reference}', { params: { path: { reference } } })),
  })
}

/** What a version changed; never changes itself. */
export function changesQuery(reference: string) {
  return queryOptions({
    queryKey: ['release', 'changes', reference],
    queryFn: () => content(api.GET('/api/releases/{reference}/changes', { params: { path: { reference } } })),
    staleTime: Infinity,
  })
}

export function gatesQuery(dataset: string) {
  return queryOptions({
    queryKey: ['release', 'gates', dataset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}/releases/gates', { params: { path: { dataset } } })),
    staleTime: 0,
  })
}

export function useFreeze(dataset: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (formats: Format[] | null) => content(api.POST('/api/datasets/{dataset}/releases', { params: { path: { dataset } }, body: { formats } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  })
}
