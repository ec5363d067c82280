/** The domain packs that the server knows. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, content } from '@/api'
import { isLanguage } from '@/lib/i18n'

export const domainsQuery = queryOptions({
  queryKey: ['domains'],
  queryFn: () => content(api.GET('/api/domains')),
  staleTime: Infinity,
})

/** How a domain is called in the language of the page; its id until that is known. */
export function useDomainName(): (id: string) => string {
  const { i18n } = useTranslation()
  const { data = [] } = useQuery(domainsQuery)
  const language = isLanguage(i18n.language) ? i18n.language : 'ko'
  return (id) => data.find((domain) => domain.id === id)?.name[language] ?? id
}

export function domainQuery(domain: string) {
  return queryOptions({
    queryKey: ['domains', domain],
    queryFn: () => content(api.GET('/api/domains/{domain}', { params: { path: { domain } } })),
    staleTime: Infinity,
  })
}

/** One of the two words of a pack's text. */
export function useWord(): (text: { ko: string; en: string }) => string {
  const { i18n } = useTranslation()
  const language = isLanguage(i18n.language) ? i18n.language : 'ko'
  return (text) => text[language]
}
