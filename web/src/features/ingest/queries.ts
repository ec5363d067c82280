/** Deliveries: opened, finished, listed, undone. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, content, type Delivery } from '@/api'

const EVERY_MS = 1_000

const path = (delivery: string) => ({ params: { path: { delivery } } })

export function deliveriesQuery(dataset: string) {
  return queryOptions({
    queryKey: ['ingest', 'deliveries', dataset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}/deliveries', { params: { path: { dataset } } })),
  })
}

export function deliveryQuery(delivery: string) {
  return queryOptions({
    queryKey: ['ingest', 'delivery', delivery],
    queryFn: () => content(api.GET('/api/deliveries/{delivery}', path(delivery))),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? EVERY_MS : false),
  })
}

export function uploadsQuery(delivery: string) {
  return queryOptions({
    queryKey: ['ingest', 'uploads', delivery],
    queryFn: () => content(api.GET('/api/deliveries/{delivery}/uploads', path(delivery))),
    staleTime: 0,
  })
}

export interface Chosen {
  outcome?: string | undefined
  kind?: string | undefined
}

export function filesQuery(delivery: string, { outcome, kind }: Chosen, offset: number, limit: number) {
  return queryOptions({
    queryKey: ['ingest', 'files', delivery, outcome, kind, offset, limit],
    queryFn: () => content(api.GET('/api/deliveries/{delivery}/files', { params: { path: { delivery }, query: { offset, limit, ...(outcome && { outcome }), ...(kind && { kind }) } } })),
  })
}

export function contractQuery(delivery: string) {
  return queryOptions({
    queryKey: ['ingest', 'contract', delivery],
    queryFn: () => content(api.GET('/api/deliveries/{delivery}/contract', path(delivery))),
  })
}

export function useOpen(dataset: string) {
  return useMutation({
    mutationFn: (how: { folder: string; mirrors: boolean } | { note: string }) => content(api.POST('/api/datasets/{dataset}/deliveries', {
      params: { path: { dataset } },
      body: 'folder' in how ? { folder: how.folder, mirrors: how.mirrors, uploads: false, note: '' } : { uploads: true, mirrors: false, note: how.note },
    })),
  })
}

type Change = 'finish' | 'undo' | 'redo'

export function useChange(delivery: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (change: Change): Promise<Delivery | object> => {
      if (change === 'finish') return content(api.POST('/api/deliveries/{delivery}/finish', path(delivery)))
      if (change === 'undo') return content(api.POST('/api/deliveries/{delivery}/undo', path(delivery)))
      return content(api.POST('/api/deliveries/{delivery}/redo', path(delivery)))
    },
    onSettled: () => client.invalidateQueries(),
  })
}
