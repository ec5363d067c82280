/** A device's status in the words of Matter: where each field of the vendor went, how surely, and what has no meaning there. */
import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moment, number, share } from '@/lib/format'
import { DataTable, EmptyState, Icon, Notice, Rows, Tag, type Column } from '@/ui'
import { standardQuery } from '../queries'
import type { StandardRead } from '../types'
import { amount, fieldsToShow, shortName, shownAs, type Field, type Side } from './rules'
import classes from './Standard.module.css'

const STEP = 30

export function StandardView({ record, n }: { record: string; n: number }) {
  const { t } = useTranslation()
  const standard = useQuery(standardQuery(record, n))
  if (standard.isError) return <Notice error={standard.error} retry={standard.refetch} />
  return (
    <section className={classes.standard} aria-label={t('record.standard.title')}>
      <h2>{t('record.standard.title')} <small>{t('record.standard.about')}</small></h2>
      {standard.isPending ? <Rows count={6} height={44} /> : <Fields key={`${record}/${n}`} standard={standard.data} />}
    </section>
  )
}

function Fields({ standard }: { standard: StandardRead }) {
  const { t, i18n } = useTranslation()
  const [side, setSide] = useState<Side>('attributes')
  const [query, setQuery] = useState('')
  const [withEmpty, setWithEmpty] = useState(false)
  const [most, setMost] = useState(STEP)
  const columns = useColumns(side)
  const found = fieldsToShow(standard[side], query, withEmpty)
  const choose = (next: string): void => {
    setSide(next === 'unmapped' ? 'unmapped' : 'attributes')
    setMost(STEP)
  }
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl size="xs" aria-label={t('record.standard.side')} value={side} onChange={choose} data={(['attributes', 'unmapped'] as const).map((value) => ({ value, label: `${t(`record.standard.${value}`)} ${number(standard[value].length, i18n.language)}` }))} />
        <TextInput type="search" size="xs" aria-label={t('record.standard.search')} placeholder={t('record.standard.search')} leftSection={<Icon name="search" size={14} />} value={query} onChange={(event) => { setQuery(event.currentTarget.value); setMost(STEP) }} />
        <Checkbox size="xs" label={t('record.standard.with_empty')} checked={withEmpty} onChange={(event) => { setWithEmpty(event.currentTarget.checked) }} />
      </div>
      {found.length === 0 && <EmptyState title={t('record.standard.none')} />}
      {found.length > 0 && <DataTable<Field> label={t(`record.standard.${side}`)} columns={columns} rows={found.slice(0, most)} keyOf={({ source, target }) => `${source} ${target ?? ''}`} />}
      {found.length > most && <div><Button variant="default" size="xs" onClick={() => { setMost(found.length) }}>{t('record.standard.all', { number: number(found.length, i18n.language) })}</Button></div>}
      <Findings findings={standard.findings} />
    </>
  )
}

function useColumns(side: Side): Column<Field>[] {
  const { t, i18n } = useTranslation()
  const vendor: Column<Field> = { id: 'vendor', title: t('record.standard.vendor'), cell: ({ name, place, source }) => <span className={classes.named} title={source}><Dotted name={shortName(name)} /><small>{place}</small></span> }
  const target: Column<Field> = { id: 'target', title: t('record.standard.attribute'), cell: (field) => <span className={classes.named}><Dotted name={field.target ?? ''} /><small>{field.reason}</small></span> }
  const why: Column<Field> = { id: 'why', title: t('record.standard.why'), cell: ({ reason }) => reason }
  const value: Column<Field> = { id: 'value', title: t('record.standard.value'), cell: (field) => <Value field={field} /> }
  const sure: Column<Field> = { id: 'sure', title: t('record.standard.confidence'), numeric: true, cell: (field) => <Confidence field={field} language={i18n.language} /> }
  return side === 'attributes' ? [vendor, target, value, sure] : [vendor, value, why]
}

/** A name of parts, which may break after each dot. */
function Dotted({ name }: { name: string }) {
  return <code>{name.split(/(?<=\.)/).map((part, at) => <Fragment key={at}>{at > 0 && <wbr />}{part}</Fragment>)}</code>
}

function Value({ field }: { field: Field }) {
  const { t, i18n } = useTranslation()
  const shown = shownAs(field, i18n.language)
  const at = field.at === null ? '' : moment(new Date(field.at), i18n.language)
  return (
    <span className={classes.field} title={at}>
      <span className={classes.value}>{amount(field.value, field.unit, i18n.language)}</span>
      {shown && <small>{t('record.standard.shown', { value: shown })}</small>}
    </span>
  )
}

function Confidence({ field: { confidence, reviewed }, language }: { field: Field; language: string }) {
  const { t } = useTranslation()
  return (
    <span className={classes.sure}>
      {share(confidence, 1, language)}
      <Tag tone={reviewed ? 'good' : 'quiet'} icon={reviewed ? 'check' : 'question'}>{t(reviewed ? 'record.standard.reviewed' : 'record.standard.unreviewed')}</Tag>
    </span>
  )
}

function Findings({ findings }: Pick<StandardRead, 'findings'>) {
  const { t } = useTranslation()
  if (findings.length === 0) return null
  return (
    <>
      <h3>{t('record.standard.findings')}</h3>
      <ul className={classes.findings}>{findings.map(({ message, source, kind }) => <li key={`${kind} ${source}`}><Icon name="alert" size={14} /><span>{message} <code>{source}</code></span></li>)}</ul>
    </>
  )
}
