/** What became of each file: outcome, reason and what to do; filtered by outcome and by kind, page by page. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Delivery, DeliveredFile } from '@/api'
import { bytes, number } from '@/lib/format'
import { DataTable, EmptyState, Icon, Notice, Panel, Rows, Sentence, Tag } from '@/ui'
import classes from './Ingest.module.css'
import { filesQuery } from './queries'
import { csv } from './rules'

const PAGE = 50
const WHOLE = 500
const filters = { all: undefined, issue: 'issues', record: 'records', duplicate: 'duplicates', labels: 'labels' } as const
type Filter = keyof typeof filters

const isFilter = (value: string): value is Filter => Object.hasOwn(filters, value)

export function Files({ delivery }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  const [filter, setFilter] = useState<Filter>(delivery.issues > 0 ? 'issue' : 'all')
  const [kind, setKind] = useState<string>()
  const [offset, setOffset] = useState(0)
  const chosen = { outcome: filter === 'all' ? undefined : filter, kind }
  const files = useQuery({ ...filesQuery(delivery.id, chosen, offset, PAGE), placeholderData: keepPreviousData })
  const choices = (['all', 'issue', 'record', 'duplicate', 'labels'] as const).map((value) => {
    const word = filters[value]
    return { value, label: word === undefined ? t('ingest.files.all') : `${t(`ingest.outcome.${word}`)} ${number(delivery[word], i18n.language)}` }
  })
  const total = files.data?.total ?? 0
  return (
    <Panel title={t('ingest.files.title')} aside={delivery.issues > 0 && <Export delivery={delivery.id} kind={kind} />}>
      <div className={classes.tools}>
        <SegmentedControl size="xs" aria-label={t('ingest.files.filter')} value={filter} data={choices} onChange={(value) => { if (isFilter(value)) { setFilter(value); setKind(undefined); setOffset(0) } }} />
        <Kinds kinds={files.data?.kinds ?? {}} value={kind} choose={(next) => { setKind(next); setOffset(0) }} />
        <div className={classes.pager}>
          <span className={classes.quiet}>{total > 0 && t('ingest.files.range', { from: number(offset + 1, i18n.language), to: number(Math.min(offset + PAGE, total), i18n.language), all: number(total, i18n.language) })}</span>
          <Button variant="default" size="xs" disabled={offset === 0} onClick={() => { setOffset(Math.max(0, offset - PAGE)) }}>{t('ingest.files.previous')}</Button>
          <Button variant="default" size="xs" disabled={offset + PAGE >= total} onClick={() => { setOffset(offset + PAGE) }}>{t('ingest.files.next')}</Button>
        </div>
      </div>
      {files.isError && <Notice error={files.error} retry={files.refetch} />}
      {files.isPending && <Rows count={6} height={36} />}
      {files.data?.items.length === 0 && <EmptyState title={t('ingest.files.none')} />}
      {files.data && files.data.items.length > 0 && <Table files={files.data.items} />}
    </Panel>
  )
}

/** The kinds of what is said of files, each with how many; nothing where there is nothing to choose. */
function Kinds({ kinds, value, choose }: { kinds: Readonly<Record<string, number>>; value: string | undefined; choose: (kind: string | undefined) => void }) {
  const { t, i18n } = useTranslation()
  const found = Object.entries(kinds)
  if (found.length < 2 && value === undefined) return null
  const choices = found.map(([kind, files]) => ({ value: kind, label: `${t(`ingest.issue.${kind}`, { defaultValue: kind })} ${number(files, i18n.language)}` }))
  return (
    <NativeSelect
      size="xs" aria-label={t('ingest.files.kind')} value={value ?? ''} data={[{ value: '', label: t('ingest.files.every_kind') }, ...choices]}
      onChange={({ currentTarget }) => { choose(currentTarget.value || undefined) }}
    />
  )
}

function Table({ files }: { files: readonly DeliveredFile[] }) {
  const { t, i18n } = useTranslation()
  return (
    <DataTable<DeliveredFile>
      label={t('ingest.table', { title: t('ingest.files.title') })} rows={files} keyOf={({ path }) => path}
      columns={[
        { id: 'path', title: t('ingest.files.path'), cell: ({ path }) => <span className={classes.path}>{path}</span> },
        { id: 'why', title: t('ingest.files.why'), cell: (file) => <Why file={file} /> },
        { id: 'size', title: t('ingest.files.size'), numeric: true, cell: ({ size }) => bytes(size, i18n.language) },
      ]}
    />
  )
}

const words: Readonly<Record<string, 'records' | 'duplicates' | 'labels' | 'issues' | 'gone' | 'others'>> = { record: 'records', duplicate: 'duplicates', labels: 'labels', issue: 'issues', gone: 'gone', stream: 'others' }

function Why({ file: { outcome, kind, message, record, duplicate_of: same } }: { file: DeliveredFile }) {
  const { t } = useTranslation()
  const word = outcome === null ? undefined : words[outcome]
  return (
    <>
      {word && <Tag tone={word === 'issues' ? 'bad' : 'quiet'}>{t(`ingest.outcome.${word}`)}</Tag>} {kind && <span className={classes.kind} title={kind}>{t(`ingest.issue.${kind}`, { defaultValue: kind })}</span>} {message && <Sentence text={message} />}
      {same && t('ingest.files.copy_of', { path: same })} {record && <Link to="/records/$record" params={{ record }} className={classes.link}>{t('ingest.files.open')}</Link>}
    </>
  )
}

/** Every issue, or those of the chosen kind, as a file for a spreadsheet; fetched page by page. */
function Export({ delivery, kind }: { delivery: string; kind: string | undefined }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const save = async (): Promise<void> => {
    const found: DeliveredFile[] = []
    for (let total = 1; found.length < total;) {
      const page = await client.query(filesQuery(delivery, { outcome: 'issue', kind }, found.length, WHOLE))
      if (page.items.length === 0) break
      found.push(...page.items)
      total = page.total
    }
    const head = (['path', 'outcome', 'kind', 'why', 'size'] as const).map((name) => t(`ingest.files.${name}`))
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([csv(found, head)], { type: 'text/csv' }))
    link.download = `issues-${delivery}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return <Button variant="default" size="xs" leftSection={<Icon name="download" size={14} />} onClick={() => { void save() }}>{t('ingest.files.csv')}</Button>
}
