/** What a data set is and is made of. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { bytes, moment, number, share } from '@/lib/format'
import { called } from '@/lib/names'
import { Panel, Rows, Stat, Stats } from '@/ui'
import { Bars, Strip, type Bar } from './Charts'
import classes from './Overview.module.css'
import { findingsQuery } from './queries'
import { leaf, parts } from './rules'
import type { DatasetDetail } from './types'

const CLASSES = 14
const fields = ['purpose', 'consent_basis', 'licence'] as const

export function Overview({ dataset }: { dataset: DatasetDetail }) {
  const { t, i18n } = useTranslation()
  const count = (value: number): string => number(value, i18n.language)
  return (
    <div className={classes.page}>
      <div className={classes.stats}>
        <Stats>
          <Stat term={t('catalog.records')} value={count(dataset.records)} />
          <Stat term={t('catalog.labelled')} value={share(dataset.labelled, dataset.records, i18n.language)} note={t('catalog.count', { number: count(dataset.labelled) })} />
          <Stat term={t('catalog.overview.size')} value={bytes(dataset.size, i18n.language)} />
          <Stat term={t('catalog.overview.providers')} value={count(dataset.provider_counts.filter(({ name }) => name !== '').length)} />
          <Stat term={t('catalog.issues')} value={count(dataset.issues)} />
        </Stats>
      </div>
      <Composition dataset={dataset} />
      <Classes dataset={dataset} />
      <div className={classes.side}>
        <About dataset={dataset} />
        <Panel title={t('catalog.overview.quality')}>
          <Findings dataset={dataset.id} />
          <p className={classes.text}><Link to="/datasets/$dataset" params={{ dataset: dataset.id }} search={{ tab: 'quality' }}>{t('catalog.overview.to_quality')}</Link></p>
        </Panel>
        <Panel title={t('catalog.overview.versions')}>
          <p className={classes.text}>{dataset.latest_release === null ? t('catalog.overview.no_version') : <Link to="/releases/$reference" params={{ reference: `${dataset.name}@${dataset.latest_release}` }}>{t('catalog.release', { version: dataset.latest_release })}</Link>}</p>
          <p className={classes.text}><Link to="/datasets/$dataset" params={{ dataset: dataset.id }} search={{ tab: 'releases' }}>{t('catalog.overview.to_releases')}</Link></p>
        </Panel>
        <Panel title={t('catalog.overview.who')}>
          <p className={classes.text}>{t(`catalog.overview.who_${dataset.visibility}`, { owner: called(dataset.owner.name, i18n.language) })}</p>
        </Panel>
      </div>
    </div>
  )
}

/** What the newest report found, by how many records each kind concerns. */
function Findings({ dataset }: { dataset: string }) {
  const { t } = useTranslation()
  const found = useQuery(findingsQuery(dataset))
  const bars = (found.data ?? []).filter(({ value }) => value !== '').slice(0, 6)
  if (found.isPending) return <Rows count={2} height={20} />
  if (bars.length === 0) return <p className={classes.text}>{t('catalog.overview.no_findings')}</p>
  return <Bars dataset={dataset} bars={bars.map(({ value, text, count }) => ({ key: value, text: t(`records.finding.${value}`, { defaultValue: text }), count, where: `finding:${value}` }))} />
}

function About({ dataset }: { dataset: DatasetDetail }) {
  const { t, i18n } = useTranslation()
  return (
    <Panel title={t('catalog.overview.about')}>
      <dl className={classes.about}>
        {fields.map((name) => <div key={name}><dt>{t(`catalog.field.${name}`)}</dt><dd data-empty={dataset[name] === ''}>{called(dataset[name], i18n.language) || t('catalog.overview.none')}</dd></div>)}
        <div><dt>{t('catalog.overview.owner')}</dt><dd>{called(dataset.owner.name, i18n.language)}</dd></div>
        <div><dt>{t('catalog.overview.created')}</dt><dd>{moment(new Date(dataset.created_at), i18n.language)}</dd></div>
      </dl>
    </Panel>
  )
}

function Composition({ dataset }: { dataset: DatasetDetail }) {
  const { t } = useTranslation()
  const text = (key: 'split' | 'layer' | 'modality', value: string): string => (value === '' || value === 'none' ? t('records.none') : t(`records.${key}.${value}`, { defaultValue: value }))
  const bars = (key: 'split' | 'layer' | 'modality', counts: Record<string, number>): Bar[] => parts(counts).map((part) => {
    const value = part.key === 'none' ? '' : part.key
    return { ...part, text: text(key, part.key), where: `${key}:${value}` }
  })
  return (
    <Panel title={t('catalog.overview.composition')}>
      <div className={classes.strips}>
        <Strip title={t('catalog.overview.modalities')} dataset={dataset.id} bars={bars('modality', dataset.modality_counts)} />
        <Strip title={t('catalog.overview.splits')} dataset={dataset.id} bars={bars('split', dataset.split_counts)} />
        <Strip title={t('catalog.overview.layers')} dataset={dataset.id} bars={bars('layer', dataset.layer_counts)} />
        <Strip title={t('catalog.overview.providers')} dataset={dataset.id} bars={dataset.provider_counts.map(({ name, records }) => ({ key: name, text: name || t('records.none'), count: records, where: `provider:${name}` }))} />
      </div>
    </Panel>
  )
}

/** Which classes the data set has; words of another domain, such as what was said beside a picture, stand apart. */
function Classes({ dataset }: { dataset: DatasetDetail }) {
  const { t } = useTranslation()
  const borrowed = dataset.class_counts.filter((one) => one.borrowed)
  return (
    <>
      <Counts dataset={dataset.id} title={t('catalog.overview.classes')} counted={dataset.class_counts.filter((one) => !one.borrowed)} />
      <Counts dataset={dataset.id} title={t('catalog.overview.borrowed')} counted={borrowed} />
    </>
  )
}

function Counts({ dataset, title, counted }: { dataset: string; title: string; counted: DatasetDetail['class_counts'] }) {
  const { t, i18n } = useTranslation()
  const shown = counted.slice(0, CLASSES)
  if (shown.length === 0) return null
  const rest = counted.length - shown.length
  return (
    <Panel title={title}>
      <Bars dataset={dataset} bars={shown.map(({ label, labels, label_text: text, records }) => ({ key: label, text: leaf(text || label), title: text, count: records, where: labels.map((one) => `label:${one}`) }))} />
      {rest > 0 && <p className={classes.text}><Link to="/datasets/$dataset" params={{ dataset }} search={{ tab: 'records' }}>{t('catalog.overview.more_classes', { number: number(rest, i18n.language) })}</Link></p>}
    </Panel>
  )
}
