/** Everything that was planted in the demonstration, kind by kind, against what the stations found of it. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Demonstration } from '@/api'
import { number, share } from '@/lib/format'
import { called } from '@/lib/names'
import { DataTable, Notice, PageHeader, Panel, Rows, Simulated, Stat, Stats, Tag } from '@/ui'
import classes from './Demo.module.css'
import { Share } from './Planted'
import { truthQuery } from './queries'
import { inOrder, stationOfRow, tally } from './rules'

type Row = Demonstration['rows'][number]
type Made = Demonstration['datasets'][number]

export function DemoPage() {
  const { t } = useTranslation()
  const truth = useQuery(truthQuery)
  return (
    <>
      <PageHeader title={t('home.demo.title')} crumbs={[{ label: t('home.title'), to: '/' }]} about={t('home.demo.about')} marks={truth.data?.simulated && <Simulated />} />
      {truth.isError && <Notice error={truth.error} retry={truth.refetch} />}
      {truth.isPending && <Rows count={8} height={36} />}
      {truth.data && <div className={classes.page}><Whole rows={truth.data.rows} /><Kinds rows={truth.data.rows} /><Sets sets={truth.data.datasets} /></div>}
    </>
  )
}

function Whole({ rows }: { rows: readonly Row[] }) {
  const { t, i18n } = useTranslation()
  const { planted, found } = tally(rows)
  return (
    <Stats>
      <Stat term={t('home.demo.planted')} value={number(planted, i18n.language)} note={t('home.demo.kinds', { number: number(rows.length, i18n.language) })} />
      <Stat term={t('home.demo.found')} value={number(found, i18n.language)} note={share(found, planted, i18n.language)} />
      <Stat term={t('home.demo.missed')} value={number(planted - found, i18n.language)} />
    </Stats>
  )
}

function Kinds({ rows }: { rows: readonly Row[] }) {
  const { t, i18n } = useTranslation()
  const count = (value: number): string => number(value, i18n.language)
  return (
    <Panel title={t('home.demo.by_kind')}>
      <DataTable<Row>
        label={t('home.demo.table', { title: t('home.demo.by_kind') })} rows={inOrder(rows)} keyOf={({ kind }) => kind}
        columns={[
          { id: 'kind', title: t('home.demo.kind'), cell: (row) => <Kind row={row} /> },
          { id: 'station', title: t('home.demo.station'), cell: (row) => <Tag station={stationOfRow(row)}>{t(`stations.${stationOfRow(row)}`)}</Tag> },
          { id: 'planted', title: t('home.demo.planted'), numeric: true, cell: ({ planted }) => count(planted) },
          { id: 'found', title: t('home.demo.found'), numeric: true, cell: (row) => <span className={classes.found} data-station={stationOfRow(row)}><Share {...row} />{count(row.found)}</span> },
          { id: 'others', title: t('home.demo.others'), numeric: true, cell: ({ others }) => count(others) },
        ]}
      />
      <p className={classes.note}>{t('home.demo.others_about')}</p>
    </Panel>
  )
}

function Kind({ row: { title, missed } }: { row: Row }) {
  const { t, i18n } = useTranslation()
  if (missed.length === 0) return title
  return (
    <>
      {title}
      <details className={classes.missed}>
        <summary>{t('home.demo.missed_these', { number: number(missed.length, i18n.language) })}</summary>
        <ul>{missed.map((path) => <li key={path}><code>{path}</code></li>)}</ul>
      </details>
    </>
  )
}

function Sets({ sets }: { sets: readonly Made[] }) {
  const { t, i18n } = useTranslation()
  if (sets.length === 0) return null
  return (
    <Panel title={t('home.demo.sets')}>
      <DataTable<Made>
        label={t('home.demo.table', { title: t('home.demo.sets') })} rows={sets} keyOf={({ dataset }) => dataset}
        columns={[
          { id: 'title', title: t('home.demo.set'), cell: ({ title, dataset }) => called(title || dataset, i18n.language) },
          { id: 'by', title: t('home.demo.by'), cell: ({ organization }) => called(organization, i18n.language) },
          { id: 'records', title: t('home.demo.records'), numeric: true, cell: ({ records }) => number(records, i18n.language) },
          { id: 'findings', title: t('home.demo.findings'), numeric: true, cell: ({ findings }) => number(findings, i18n.language) },
          { id: 'release', title: t('home.demo.release'), cell: ({ release }) => release && <Link to="/releases/$reference" params={{ reference: release }} className={classes.all}>{release}</Link> },
        ]}
      />
    </Panel>
  )
}
