/** What was done, by whom and when: searched, filtered, and its chain of hashes checked before one's eyes. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, Icon, Notice, PageHeader, Rows } from '@/ui'
import classes from './Audit.module.css'
import { Chain } from './Chain'
import { Entry } from './Entry'
import { actionsQuery, trailQuery } from './queries'

export function AuditPage() {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [action, setAction] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 250)
  const trail = useInfiniteQuery(trailQuery(q, action))
  const actions = useQuery(actionsQuery)
  const entries = trail.data?.pages.flat() ?? []
  return (
    <>
      <PageHeader title={t('audit.title')} about={t('audit.about')} />
      <Chain />
      <div className={classes.filters} role="search">
        <TextInput type="search" label={t('audit.search')} leftSection={<Icon name="search" size={15} />} value={typed} onChange={(event) => { setTyped(event.currentTarget.value) }} />
        <NativeSelect label={t('audit.action')} value={action} data={[{ value: '', label: t('audit.every') }, ...(actions.data ?? [])]} onChange={(event) => { setAction(event.currentTarget.value) }} />
      </div>
      {trail.isError && <Notice error={trail.error} retry={trail.refetch} />}
      {trail.isPending && <Rows count={8} />}
      {trail.isSuccess && entries.length === 0 && <EmptyState icon="search" title={t('audit.none')}>{t('audit.none_about')}</EmptyState>}
      {entries.length > 0 && <ol className={classes.list}>{entries.map((entry) => <Entry key={entry.number} entry={entry} />)}</ol>}
      {trail.hasNextPage && <Button variant="default" mt="md" loading={trail.isFetchingNextPage} onClick={() => { void trail.fetchNextPage() }}>{t('audit.more')}</Button>}
    </>
  )
}
