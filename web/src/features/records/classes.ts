/** The classes that one may choose from. */
import { queryOptions } from '@tanstack/react-query'
import { api, content } from '@/api'
import { datasetQuery } from '@/features/catalog'

interface Node {
  id: string
  ko: string
  en: string
  children: Node[]
}

export interface Option {
  value: string
  label: string
}

/** Every node of a taxonomy with its path joined by “/”, in the words of a language. */
export function nodes(taxonomy: readonly Node[], language: string, above: readonly Node[] = []): Option[] {
  return taxonomy.flatMap((node) => {
    const path = [...above, node]
    const option = { value: path.map(({ id }) => id).join('/'), label: path.map((one) => (language === 'ko' ? one.ko : one.en)).join(' / ') }
    return [option, ...nodes(node.children, language, path)]
  })
}

/** The ones in use first; none twice, by its word or by what it is called. */
export function merged(used: readonly Option[], all: readonly Option[]): Option[] {
  const values = new Set(used.map(({ value }) => value))
  const labels = new Set(used.map(({ label }) => label))
  return [...used, ...all.filter(({ value, label }) => !values.has(value) && !labels.has(label))]
}

export function classesQuery(dataset: string, language: string) {
  return queryOptions({
    queryKey: ['records', dataset, 'classes', language],
    queryFn: async ({ client }): Promise<Option[]> => {
      const [found, { facets }] = await Promise.all([
        client.query(datasetQuery(dataset)),
        content(api.GET('/api/datasets/{dataset}/facets', { params: { path: { dataset } } })),
      ])
      const pack = await content(api.GET('/api/domains/{domain}', { params: { path: { domain: found.domain } } }))
      const values = facets.find(({ key }) => key === 'label')?.values ?? []
      const used = values.filter(({ value }) => value !== '').map(({ value, text }) => ({ value, label: text || value }))
      return merged(used, nodes(pack.taxonomy, language))
    },
    staleTime: 60_000,
  })
}
