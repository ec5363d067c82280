/** All data sets that one may see: find, narrow down, order, open, make a new one. */
import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dataset } from '@/api'
import { useDomainName } from '@/features/domains'
import { number } from '@/lib/format'
import { called } from '@/lib/names'
import { EmptyState, Icon, Notice, PageHeader, Rows, useListKeys } from '@/ui'
import { CreateDataset } from './CreateDataset'
import { DatasetCard } from './DatasetCard'
import classes from './Datasets.module.css'
import { DatasetTable } from './DatasetTable'
import { FirstDataset } from './FirstDataset'
import { datasetsQuery } from './queries'
import { chosen, owners, sorts, type Choice } from './rules'

const looks = ['cards', 'table'] as const

/** What stands in the address. */
type Asked = Choice & { query?: string | undefined }

function useAsked(): [Asked, (change: Asked, how?: { replace: boolean }) => void] {
  const { query, domain, visibility, owner, sort } = useSearch({ strict: false })
  const navigate = useNavigate()
  const asked = { query, domain, visibility, owner, sort }
  const change = (next: Asked, { replace } = { replace: false }): void => {
    const kept = Object.fromEntries(Object.entries({ ...asked, ...next }).filter(([, value]) => value))
    void navigate({ to: '/datasets', search: kept, replace, resetScroll: false })
  }
  return [asked, change]
}

/** Every page where something is narrowed down or ordered here, or what is not fetched yet would be missing. */
function useEvery({ hasNextPage, isFetchingNextPage, fetchNextPage }: ReturnType<typeof useInfiniteQuery>, wanted: boolean): void {
  useEffect(() => { if (wanted && hasNextPage && !isFetchingNextPage) void fetchNextPage() }, [wanted, hasNextPage, isFetchingNextPage, fetchNextPage])
}

export function DatasetsPage() {
  const { t, i18n } = useTranslation()
  const [asked, change] = useAsked()
  const { query = '', ...choice } = asked
  const [look, setLook] = useLocalStorage({ key: 'dure-datasets-look', defaultValue: 'cards' })
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list)
  const datasets = useInfiniteQuery(datasetsQuery(query))
  useEvery(datasets, Object.values(choice).some((value) => value !== undefined))
  const found = datasets.data?.pages.flatMap(({ items }) => items) ?? []
  const shown = chosen(found, choice, i18n.language)
  const first = datasets.isSuccess && found.length === 0 && query === ''
  return (
    <>
      <PageHeader title={t('catalog.title')} actions={<CreateDataset />} />
      {!first && (
        <div className={classes.tools}>
          <Find query={query} onQuery={(next) => { change({ query: next }, { replace: true }) }} />
          <Narrow found={found} choice={choice} onChoice={change} />
          <NativeSelect aria-label={t('catalog.sort.title')} value={choice.sort ?? 'updated'} onChange={(event) => { change({ sort: event.currentTarget.value === 'updated' ? undefined : event.currentTarget.value }) }} data={sorts.map((value) => ({ value, label: t(`catalog.sort.${value}`) }))} />
          <SegmentedControl aria-label={t('catalog.look.title')} value={look} onChange={setLook} data={looks.map((value) => ({ value, label: t(`catalog.look.${value}`) }))} />
          <span role="status" className={classes.count}>{datasets.isSuccess && t('catalog.count', { number: number(shown.length, i18n.language) })}</span>
        </div>
      )}
      {datasets.isError && <Notice error={datasets.error} retry={datasets.refetch} />}
      {datasets.isPending && <Rows count={3} height={180} />}
      {first && <FirstDataset />}
      {datasets.isSuccess && !first && shown.length === 0 && <EmptyState icon="search" title={query ? t('catalog.none', { query }) : t('catalog.none_chosen')} />}
      {look === 'table' && shown.length > 0 && <DatasetTable datasets={shown} />}
      <h2 className="visually-hidden">{t('catalog.look.title')}: {t(look === 'table' ? 'catalog.look.table' : 'catalog.look.cards')}</h2>
      <ul className={classes.grid} ref={list}>
        {look !== 'table' && shown.map((dataset) => <DatasetCard key={dataset.id} dataset={dataset} />)}
      </ul>
      {datasets.hasNextPage && <Button variant="default" mt="md" loading={datasets.isFetchingNextPage} onClick={() => { void datasets.fetchNextPage() }}>{t('catalog.more')}</Button>}
    </>
  )
}

function Find({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(query)
  const later = useDebouncedCallback((value: string) => { onQuery(value.trim()) }, 250)
  return (
    <TextInput
      type="search" className={classes.find ?? ''} aria-label={t('catalog.search')} placeholder={t('catalog.search')} leftSection={<Icon name="search" size={15} />}
      value={typed} onChange={(event) => { setTyped(event.currentTarget.value); later(event.currentTarget.value) }}
    />
  )
}

function Narrow({ found, choice, onChoice }: { found: readonly Dataset[]; choice: Choice; onChoice: (change: Choice) => void }) {
  const { t, i18n } = useTranslation()
  const domainName = useDomainName()
  const all = (name: string): { value: string; label: string } => ({ value: '', label: `${name}: ${t('catalog.all')}` })
  const named = (names: { name: string }[]): { value: string; label: string }[] => names.map(({ name }) => ({ value: name, label: called(name, i18n.language) }))
  const domains = [...new Set(found.map(({ domain }) => domain))].sort()
  const whose = owners(found, i18n.language)
  const others = whose.filter(({ mine }) => !mine)
  return (
    <>
      <NativeSelect aria-label={t('catalog.filter.domain')} value={choice.domain ?? ''} data={[all(t('catalog.filter.domain')), ...domains.map((id) => ({ value: id, label: domainName(id) }))]} onChange={(event) => { onChoice({ domain: event.currentTarget.value || undefined }) }} />
      <NativeSelect
        aria-label={t('catalog.filter.owner')} value={choice.owner ?? ''} onChange={(event) => { onChoice({ owner: event.currentTarget.value || undefined }) }}
        data={[all(t('catalog.filter.owner')), ...whose.filter(({ mine }) => mine).map(({ name }) => ({ value: name, label: t('catalog.filter.mine') })), ...(others.length > 0 ? [{ group: t('catalog.filter.others'), items: named(others) }] : [])]}
      />
      <NativeSelect aria-label={t('catalog.filter.visibility')} value={choice.visibility ?? ''} data={[all(t('catalog.filter.visibility')), ...(['private', 'alliance'] as const).map((value) => ({ value, label: t(`catalog.visibility.${value}`) }))]} onChange={(event) => { onChoice({ visibility: event.currentTarget.value || undefined }) }} />
    </>
  )
}
