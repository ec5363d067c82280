/** All data sets that one may see: find, narrow down, order, open, make a new one. */
import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback, useLocalStorage } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDomainName } from '@/features/domains'
import { number } from '@/lib/format'
import { EmptyState, Icon, Notice, PageHeader, Rows, useListKeys } from '@/ui'
import { CreateDataset } from './CreateDataset'
import { DatasetCard } from './DatasetCard'
import classes from './Datasets.module.css'
import { DatasetTable } from './DatasetTable'
import { FirstDataset } from './FirstDataset'
import { datasetsQuery } from './queries'
import { chosen, sorts } from './rules'

const none = { domain: '', visibility: '' }
const looks = ['cards', 'table'] as const

export function DatasetsPage() {
  const { t, i18n } = useTranslation()
  const { query = '' } = useSearch({ strict: false })
  const [narrow, setNarrow] = useState(none)
  const [sort, setSort] = useLocalStorage({ key: 'dure-datasets-sort', defaultValue: 'updated' })
  const [look, setLook] = useLocalStorage({ key: 'dure-datasets-look', defaultValue: 'cards' })
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list)
  const datasets = useInfiniteQuery(datasetsQuery(query))
  const found = datasets.data?.pages.flatMap(({ items }) => items) ?? []
  const shown = chosen(found, { ...narrow, sort }, i18n.language)
  const first = datasets.isSuccess && found.length === 0 && query === ''
  return (
    <>
      <PageHeader title={t('catalog.title')} actions={<CreateDataset />} />
      {!first && (
        <div className={classes.tools}>
          <Find query={query} />
          <Narrow found={found.map(({ domain }) => domain)} narrow={narrow} onNarrow={setNarrow} />
          <NativeSelect aria-label={t('catalog.sort.title')} value={sort} onChange={(event) => { setSort(event.currentTarget.value) }} data={sorts.map((value) => ({ value, label: t(`catalog.sort.${value}`) }))} />
          <SegmentedControl aria-label={t('catalog.look.title')} value={look} onChange={setLook} data={looks.map((value) => ({ value, label: t(`catalog.look.${value}`) }))} />
          <span role="status" className={classes.count}>{datasets.isSuccess && t('catalog.count', { number: number(shown.length, i18n.language) })}</span>
        </div>
      )}
      {datasets.isError && <Notice error={datasets.error} retry={datasets.refetch} />}
      {datasets.isPending && <Rows count={3} height={180} />}
      {first && <FirstDataset />}
      {datasets.isSuccess && !first && shown.length === 0 && <EmptyState icon="search" title={t('catalog.none', { query })} />}
      {look === 'table' && shown.length > 0 && <DatasetTable datasets={shown} />}
      <h2 className="visually-hidden">{t('catalog.look.title')}: {t(look === 'table' ? 'catalog.look.table' : 'catalog.look.cards')}</h2>
      <ul className={classes.grid} ref={list}>
        {look !== 'table' && shown.map((dataset) => <DatasetCard key={dataset.id} dataset={dataset} />)}
      </ul>
      {datasets.hasNextPage && <Button variant="default" mt="md" loading={datasets.isFetchingNextPage} onClick={() => { void datasets.fetchNextPage() }}>{t('catalog.more')}</Button>}
    </>
  )
}

function Find({ query }: { query: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [typed, setTyped] = useState(query)
  const later = useDebouncedCallback((value: string) => {
    void navigate({ to: '/datasets', search: value.trim() === '' ? {} : { query: value.trim() }, replace: true, resetScroll: false })
  }, 250)
  return (
    <TextInput
      type="search" className={classes.find ?? ''} aria-label={t('catalog.search')} placeholder={t('catalog.search')} leftSection={<Icon name="search" size={15} />}
      value={typed} onChange={(event) => { setTyped(event.currentTarget.value); later(event.currentTarget.value) }}
    />
  )
}

function Narrow({ found, narrow, onNarrow }: { found: string[]; narrow: typeof none; onNarrow: (narrow: typeof none) => void }) {
  const { t } = useTranslation()
  const domainName = useDomainName()
  const all = (name: string): { value: string; label: string } => ({ value: '', label: `${name}: ${t('catalog.all')}` })
  const domains = [...new Set(found)].sort()
  return (
    <>
      <NativeSelect aria-label={t('catalog.filter.domain')} value={narrow.domain} data={[all(t('catalog.filter.domain')), ...domains.map((id) => ({ value: id, label: domainName(id) }))]} onChange={(event) => { onNarrow({ ...narrow, domain: event.currentTarget.value }) }} />
      <NativeSelect aria-label={t('catalog.filter.visibility')} value={narrow.visibility} data={[all(t('catalog.filter.visibility')), ...(['private', 'alliance'] as const).map((value) => ({ value, label: t(`catalog.visibility.${value}`) }))]} onChange={(event) => { onNarrow({ ...narrow, visibility: event.currentTarget.value }) }} />
    </>
  )
}
