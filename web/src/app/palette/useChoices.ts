/** What the palette offers for a query: actions, data sets, domains and jobs. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { api, content } from '@/api'
import { domainsQuery } from '@/features/domains'
import { jobsQuery, useJobName } from '@/features/jobs'
import { actions, watchActions, type Action } from '@/lib/actions'
import { language } from '@/lib/i18n'
import { search } from '@/lib/korean'
import { called } from '@/lib/names'
import { isIcon, type IconName } from '@/ui'

export interface Choice {
  id: string
  name: string
  icon: IconName
  /** What kind of thing it is, beside its name. */
  about?: string
  keys?: string
  /** Further words by which it is found. */
  words?: string
  perform: () => void
}

const MOST = 12

function ofAction({ id, name, icon, keys, words, perform }: Action): Choice {
  const [first] = keys ?? []
  return { id, name, icon: isIcon(icon) ? icon : 'chevron', perform, ...(first && { keys: first }), ...(words && { words }) }
}

/** Up to twelve; without a query the actions alone. */
export function useChoices(query: string): Choice[] {
  const offered = useSyncExternalStore(watchActions, actions).filter(({ hidden }) => !hidden).map(ofAction)
  const [datasets, domains, jobs] = [useDatasets(query), useDomains(), useJobs()]
  const all = query.trim() === '' ? offered : [...offered, ...datasets, ...domains, ...jobs]
  return search(query, all, ({ name, words = '' }) => `${name} ${words}`).slice(0, MOST)
}

/** The server finds by one or two syllables among all; initial consonants are looked for among the newest. */
function useDatasets(typed: string): Choice[] {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const [query] = useDebouncedValue(typed.trim(), 150)
  const wanted = /[ㄱ-ㅎ]/.test(query) ? '' : query
  const { data } = useQuery({
    queryKey: ['palette', 'datasets', wanted],
    queryFn: () => content(api.GET('/api/datasets', { params: { query: { limit: 50, ...(wanted && { query: wanted }) } } })),
    placeholderData: keepPreviousData,
  })
  return (data?.items ?? []).map(({ id, name, title }) => ({
    id: `dataset.${id}`, name: called(title || name, i18n.language), words: `${title} ${name}`, icon: 'layers', about: t('shell.palette.dataset'),
    perform: () => { void navigate({ to: '/datasets/$dataset', params: { dataset: id } }) },
  }))
}

function useDomains(): Choice[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data = [] } = useQuery(domainsQuery)
  return data.map(({ id, name, aliases }) => ({
    id: `domain.${id}`, name: name[language()], words: [id, name.ko, name.en, ...aliases].join(' '), icon: 'book', about: t('shell.palette.domain'),
    perform: () => { void navigate({ to: '/domains/$domain', params: { domain: id } }) },
  }))
}

function useJobs(): Choice[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const nameOf = useJobName()
  const { data } = useQuery(jobsQuery)
  return (data?.items ?? []).slice(0, 8).map((job) => ({
    id: `job.${job.id}`, name: `${nameOf(job)} · ${t(`jobs.state.${job.state}`)}`, words: job.name, icon: 'pulse', about: t('shell.palette.job'),
    perform: () => { void navigate({ to: '/jobs', hash: job.id }) },
  }))
}
