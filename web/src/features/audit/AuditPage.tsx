/** What was done, by whom and when: searched, filtered, and its chain of hashes checked before one's eyes. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, Icon, Notice, PageHeader, Rows } from '@/ui'
import classes from './Audit.module.css'
import { Chain } from './Chain'
import { Entry } from './Entry'
import { actionsQuery, trailQuery } from './queries'
import { useActionName } from './useActionName'
import { useSubject } from './useSubject'

const SETTLED_MS = 250

interface Props {
  q?: string
  action?: string
}

/** The filters stand in the address, so that a view of the trail can be sent to somebody. */
export function AuditPage({ q = '', action = '' }: Props) {
  const { t } = useTranslation()
  const { typed, type, choose } = useFilters(q, action)
  const trail = useInfiniteQuery(trailQuery(q, action))
  const actions = useQuery(actionsQuery)
  const entries = trail.data?.pages.flat() ?? []
  const [name, subject] = [useActionName(), useSubject()]
  return (
    <>
      <PageHeader title={t('audit.title')} about={t('audit.about')} />
      <Chain />
      <div className={classes.filters} role="search">
        <TextInput type="search" label={t('audit.search')} leftSection={<Icon name="search" size={15} />} value={typed} onChange={(event) => { type(event.currentTarget.value) }} />
        <NativeSelect label={t('audit.action')} value={action} data={[{ value: '', label: t('audit.every') }, ...(actions.data ?? []).map((one) => ({ value: one, label: name(one) }))]} onChange={(event) => { choose(event.currentTarget.value) }} />
      </div>
      {trail.isError && <Notice error={trail.error} retry={trail.refetch} />}
      {trail.isPending && <Rows count={8} />}
      {trail.isSuccess && entries.length === 0 && <EmptyState icon="search" title={t('audit.none')}>{t('audit.none_about')}</EmptyState>}
      {entries.length > 0 && <ol className={classes.list}>{entries.map((entry) => <Entry key={entry.number} entry={entry} name={name} subject={subject} />)}</ol>}
      {trail.hasNextPage && <Button variant="default" mt="md" loading={trail.isFetchingNextPage} onClick={() => { void trail.fetchNextPage() }}>{t('audit.more')}</Button>}
    </>
  )
}

/** What is typed goes into the address after a moment; an address that changes otherwise is shown. */
function useFilters(q: string, action: string) {
  const navigate = useNavigate()
  const [typed, setTyped] = useState(q)
  const [shown, setShown] = useState(q)
  if (q !== shown) {
    setShown(q)
    if (q !== typed.trim()) setTyped(q)
  }
  const go = (wanted: { q: string; action: string }, replace = false): void => {
    void navigate({ to: '/audit', search: { ...(wanted.q && { q: wanted.q }), ...(wanted.action && { action: wanted.action }) }, replace })
  }
  const settle = useDebouncedCallback((text: string) => { go({ q: text.trim(), action }, true) }, SETTLED_MS)
  const type = (text: string): void => {
    setTyped(text)
    settle(text)
  }
  return { typed, type, choose: (chosen: string) => { go({ q, action: chosen }) } }
}
