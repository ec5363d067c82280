/** Reports of a data set, and the way to a new one. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, content } from '@/api'
import { readReport } from './report'

/** The newest report, or the one that is named. */
export function reportQuery(dataset: string, report?: string) {
  return queryOptions({
    queryKey: ['quality', 'report', dataset, report ?? 'newest'],
    queryFn: async () => readReport(await content(api.GET('/api/datasets/{dataset}/quality', { params: { path: { dataset }, query: report === undefined ? {} : { report } } }))),
    staleTime: report === undefined ? 10_000 : Infinity,
  })
}

export function reportsQuery(dataset: string) {
  return queryOptions({
    queryKey: ['quality', 'reports', dataset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}/quality/reports', { params: { path: { dataset } } })),
  })
}

/** The data set's name and domain. */
export function datasetQuery(dataset: string) {
  return queryOptions({
    queryKey: ['catalog', 'dataset', dataset],
    queryFn: () => content(api.GET('/api/datasets/{dataset}', { params: { path: { dataset } } })),
  })
}

export function factorsQuery(domain: string | undefined) {
  return queryOptions({
    queryKey: ['domains', domain, 'conditions'],
    queryFn: async () => (await content(api.GET('/api/domains/{domain}', { params: { path: { domain: domain ?? '' } } }))).conditions.factors,
    enabled: domain !== undefined,
    staleTime: Infinity,
  })
}

export function facetsQuery(dataset: string) {
  return queryOptions({
    queryKey: ['quality', 'facets', dataset],
    queryFn: async () => (await content(api.GET('/api/datasets/{dataset}/facets', { params: { path: { dataset } } }))).facets,
  })
}

export function useVerify(dataset: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => content(api.POST('/api/datasets/{dataset}/verifications', { params: { path: { dataset } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['jobs'] }),
  })
}
