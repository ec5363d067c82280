/** The records of a data set as a grid that one filters, orders, selects from and changes; the address holds all of it. */
import { Button, Drawer } from '@mantine/core'
import { useDisclosure, useElementSize, useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { EmptyState, Icon, Notice, Rows, useActions } from '@/ui'
import { BulkBar } from './BulkBar'
import { Chips } from './Chips'
import { FacetPanel } from './FacetPanel'
import { facetsQuery, type Asked } from './queries'
import { RecordGrid } from './RecordGrid'
import classes from './RecordsTab.module.css'
import { densities, type Density } from './rules'
import { useSelection } from './selection'
import { Toolbar, type Change } from './Toolbar'
import { useListing } from './useListing'

function useAsked(dataset: string): [Asked, (change: Change) => void] {
  const { where, sort = 'path', order } = useSearch({ strict: false })
  const navigate = useNavigate()
  const list = useMemo<Asked>(() => ({ dataset, where: where ?? [], sort, order: order === 'desc' ? 'desc' : 'asc' }), [dataset, where, sort, order])
  const change = useCallback((next: Change) => {
    const { where: which = list.where, sort: by = list.sort, order: way = list.order } = next
    void navigate({
      to: '/datasets/$dataset', params: { dataset }, replace: next.where === undefined, resetScroll: false,
      search: { tab: 'records', ...(which.length > 0 && { where: [...which] }), ...(by !== 'path' && { sort: by }), ...(way === 'desc' && { order: way }) },
    })
  }, [dataset, list, navigate])
  return [list, change]
}

export function RecordsTab({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const [list, change] = useAsked(dataset)
  const [selection, select] = useSelection(dataset)
  const [stored, setDensity] = useLocalStorage<Density>({ key: 'dure-density', defaultValue: 'large' })
  const density = densities.includes(stored) ? stored : 'large'
  const [opened, drawer] = useDisclosure()
  const { ref: head, height: covered } = useElementSize<HTMLDivElement>()
  const listing = useListing(list, selection)
  // Records first: counting everything takes the server longer than finding what is shown.
  const ready = listing.total !== undefined && !listing.isOld
  const facets = useQuery({ ...facetsQuery(list), enabled: ready })
  const onWhere = useCallback((where: string[]) => { change({ where }) }, [change])
  const onLike = useCallback((id: string) => { globalThis.scrollTo({ top: 0 }); onWhere([`like:${id}`]) }, [onWhere])
  const chosen = selection.size === 1 ? [...selection][0] : undefined
  useActions(useMemo<Action[]>(() => [
    { id: 'records.find', name: t('records.search'), section: 'list', keys: ['/'], icon: 'search', perform: () => { document.getElementById('record-search')?.focus() } },
    { id: 'records.like', name: t('records.like.find'), section: 'list', keys: ['l'], icon: 'sparkle', perform: () => { if (chosen !== undefined) onLike(chosen) } },
    { id: 'records.none', name: t('records.bulk.none'), section: 'list', keys: ['esc'], perform: () => { select(new Set()) } },
  ], [t, chosen, onLike, select]))
  const conditions = (facets.data?.facets ?? []).filter(({ key }) => key.startsWith('condition.'))
  const side = <FacetPanel dataset={dataset} ready={ready} where={list.where} onWhere={onWhere} />
  return (
    <div className={classes.tab}>
      <aside className={classes.side} aria-label={t('records.filters.title')}>{side}</aside>
      <div className={classes.main}>
        <div className={classes.head} ref={head}>
          <Toolbar list={list} total={listing.total} conditions={conditions} density={density} onDensity={setDensity} onChange={change} onFilters={drawer.open} />
          <Chips where={list.where} facets={facets.data} onWhere={onWhere} />
        </div>
        {listing.error && <Notice error={listing.error} retry={listing.retry} />}
        {listing.total === undefined && !listing.error && <Rows count={3} height={188} />}
        {listing.total === 0 && <Nothing filtered={list.where.length > 0} onAll={() => { onWhere([]) }} dataset={dataset} />}
        {listing.total !== undefined && listing.total > 0 && (
          <RecordGrid list={list} listing={listing} density={density} selection={selection} select={select} onLike={onLike} covered={covered + 56} />
        )}
      </div>
      <Drawer opened={opened} onClose={drawer.close} title={t('records.filters.title')} size="min(88vw, 340px)" closeButtonProps={{ 'aria-label': t('records.close') }}>{side}</Drawer>
      <BulkBar list={list} total={listing.total} selection={selection} select={select}>
        {chosen !== undefined && <Button size="xs" variant="default" leftSection={<Icon name="sparkle" size={13} />} onClick={() => { onLike(chosen) }}>{t('records.like.find')}</Button>}
      </BulkBar>
    </div>
  )
}

function Nothing({ filtered, onAll, dataset }: { filtered: boolean; onAll: () => void; dataset: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  if (filtered) return <EmptyState icon="search" title={t('records.nothing.title')}><Button variant="default" size="xs" onClick={onAll}>{t('records.filters.clear')}</Button></EmptyState>
  return (
    <EmptyState icon="image" title={t('records.empty.title')}>
      <p>{t('records.empty.text')}</p>
      <Button size="xs" onClick={() => { void navigate({ to: '/datasets/$dataset/ingest', params: { dataset } }) }}>{t('records.empty.add')}</Button>
    </EmptyState>
  )
}
