/** Conditions, device, and where the record comes from. */
import { useTranslation } from 'react-i18next'
import { bytes, languageName, moment } from '@/lib/format'
import { deviceFacts, isDeviceKey, isSplit, otherFacts, word } from '../rules'
import type { Pack, RecordDetail } from '../types'
import classes from './Panels.module.css'

export function Facts({ record, pack }: { record: RecordDetail; pack: Pack | undefined }) {
  const { t, i18n } = useTranslation()
  const english = i18n.language === 'en'
  const called = (thing: { ko: string; en: string } | undefined, id: string): string => (thing === undefined ? id : english ? thing.en : thing.ko)
  const names: Readonly<Record<string, string>> = t('record.facts.keys', { returnObjects: true, lng: i18n.language })
  const types: Readonly<Record<string, string>> = t('record.facts.device_types', { returnObjects: true, lng: i18n.language })
  const said = (key: string, value: string): string => (key === 'device_type' ? (types[value] ?? value) : key === 'language' ? languageName(value, i18n.language) : value)
  const conditions = Object.entries(record.conditions).map(([factor, level]): [string, string] => {
    const known = pack?.conditions.factors.find(({ id }) => id === factor)
    return [called(known, factor), called(known?.levels.find(({ id }) => id === level), word(level))]
  })
  const started = record.attributes.started_at
  const whole = record.streams.reduce((sum, { size }) => sum + size, 0)
  const [first] = record.streams
  const source: [string, string | null][] = [
    [t('record.facts.provider'), record.provider],
    [t('record.facts.started'), typeof started === 'string' ? moment(new Date(started), i18n.language) : ''],
    [t('record.facts.group'), record.group],
    [t('record.facts.split'), record.split && (isSplit(record.split) ? t(`record.facts.splits.${record.split}`) : record.split)],
    [t('record.facts.picture'), first?.width && first.height ? `${first.width} × ${first.height}` : ''],
    [t('record.facts.size'), bytes(whole, i18n.language)],
    [t('record.facts.digest'), `${record.digest.slice(0, 16)}…`],
  ]
  return (
    <div className={classes.facts}>
      <List title={t('record.facts.conditions')} items={conditions} />
      <List title={t('record.facts.device')} items={deviceFacts(record.attributes).map(([key, value]) => [isDeviceKey(key) ? t(`record.facts.devices.${key}`) : key, said(key, value)])} />
      <List title={t('record.facts.source')} items={source.flatMap(([term, value]): [string, string][] => (value ? [[term, value]] : []))} />
      <List title={t('record.facts.attributes')} items={otherFacts(record.attributes).map(([key, value]) => [names[key] ?? key, said(key, value)])} />
    </div>
  )
}

function List({ title, items }: { title: string; items: readonly (readonly [string, string])[] }) {
  if (items.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <dl>{items.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>
    </section>
  )
}
