/** One record on or back in the list that led here; the keys are left and right. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { number } from '@/lib/format'
import { readListing, writeListing, type Listing } from '@/lib/listing'
import { useActions } from '@/ui'
import { listingQuery } from './queries'
import { neighbours } from './rules'
import classes from './Record.module.css'

const NOWHERE: Listing = { dataset: '', where: [], sort: 'path', order: 'asc', at: 0 }

export function ListWalk({ record, list }: { record: string; list: string | undefined }) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const listing = useMemo(() => readListing(list), [list])
  const { data } = useQuery({ ...listingQuery(listing ?? NOWHERE), enabled: listing !== undefined })
  const around = listing && data && neighbours(data.items, data.offset, data.total, record, listing.at)
  const steps = useMemo(() => {
    const go = (to: { id: string; at: number } | undefined) => () => {
      if (to && listing) void navigate({ to: '/records/$record', params: { record: to.id }, search: { list: writeListing({ ...listing, at: to.at }) } })
    }
    return [
      { id: 'record.previous', name: t('record.walk.previous'), keys: ['left'], sign: '←', to: around?.previous, perform: go(around?.previous) },
      { id: 'record.next', name: t('record.walk.next'), keys: ['right'], sign: '→', to: around?.next, perform: go(around?.next) },
    ]
  }, [around?.previous, around?.next, listing, navigate, t])
  useActions(useMemo<Action[]>(() => (listing ? steps.map(({ id, name, keys, perform }) => ({ id, name, keys, perform, section: 'page' })) : []), [listing, steps]))
  if (listing === undefined) return null
  return (
    <nav className={classes.walk} aria-label={t('record.walk.title')}>
      <span className={classes.place}>{around && t('record.walk.place', { at: number(around.place + 1, i18n.language), all: number(data.total, i18n.language) })}</span>
      {steps.map(({ id, name, sign, to, perform }) => <Button key={id} size="xs" variant="default" aria-label={name} title={name} disabled={to === undefined} onClick={perform}>{sign}</Button>)}
    </nav>
  )
}
