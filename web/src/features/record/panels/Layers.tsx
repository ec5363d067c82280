/** The layers of labels: which one counts, who said so, when, and what else than shapes they hold. */
import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { number, share } from '@/lib/format'
import { Icon, Kbd, Moment, Tag, useActions } from '@/ui'
import type { Annotation, SpatialNote } from '../annotations'
import { isSpatial } from '../canvas/geometry'
import type { LayerOf } from '../layers'
import { colleaguesQuery } from '../queries'
import { authorName, word } from '../rules'
import classes from './Panels.module.css'

interface Props {
  layers: readonly LayerOf[]
  shown: ReadonlySet<string>
  onToggle: (key: string) => void
  name: (label: string) => string
}

export function Layers({ layers, shown, onToggle, name }: Props) {
  const { t } = useTranslation()
  const { data: colleagues = [] } = useQuery(colleaguesQuery)
  useActions(useMemo<Action[]>(() => layers.slice(0, 9).map(({ key, set }, at) => ({
    id: `record.layer_${at + 1}`, name: t('record.layers.toggle', { layer: t(`record.layers.${set.layer}`), author: set.author }),
    section: 'look', keys: [String(at + 1)], hidden: true, perform: () => { onToggle(key) },
  })), [layers, onToggle, t]))
  if (layers.length === 0) return <p className={classes.quiet}>{t('record.layers.none')}</p>
  return <ol className={classes.layers}>{layers.map((layer, at) => <Layer key={layer.key} layer={layer} at={at} shown={shown.has(layer.key)} onToggle={onToggle} name={name} author={authorName(layer.set.author, colleagues, { someone: t('record.layers.someone'), files: t('record.layers.files') })} />)}</ol>
}

function Layer({ layer: { key, set, notes, unreadable }, at, shown, onToggle, name, author }: { layer: LayerOf; at: number; shown: boolean; onToggle: Props['onToggle']; name: Props['name']; author: string }) {
  const { t, i18n } = useTranslation()
  return (
    <li className={classes.layer} data-shown={shown}>
      <div className={classes.layer_head}>
        <Checkbox size="xs" checked={shown} onChange={() => { onToggle(key) }} label={<strong>{t(`record.layers.${set.layer}`)}</strong>} aria-label={t('record.layers.toggle', { layer: t(`record.layers.${set.layer}`), author })} />
        {at === 0 && <Tag station="label" icon="check">{t('record.layers.counts')}</Tag>}
        {at < 9 && <span className={classes.key}><Kbd keys={String(at + 1)} /></span>}
      </div>
      <p className={classes.said}>
        <Icon name={set.layer === 'engine' ? 'sparkle' : 'person'} size={13} /> {author} · <Moment at={set.created_at} /> · {t('record.layers.revision', { number: set.revision })}
        {' · '}{t('record.layers.count', { number: number(set.annotations.length, i18n.language) })}
      </p>
      <ul className={classes.notes}>{notes.filter((note): note is Said => !isSpatial(note)).map((note, index) => <li key={index}><Note note={note} name={name} /></li>)}</ul>
      {unreadable > 0 && <p className={classes.warn}>{t('record.layers.unreadable', { number: number(unreadable, i18n.language) })}</p>}
    </li>
  )
}

type Said = Exclude<Annotation, SpatialNote>

function Note({ note, name }: { note: Said; name: Props['name'] }) {
  const { t, i18n } = useTranslation()
  const score = note.score === undefined ? null : <span className={classes.score}>{share(note.score, 1, i18n.language)}</span>
  if (note.type === 'transcript') return <><b>{t('record.note.transcript')}</b> {note.text} {score}</>
  if (note.type === 'intent') {
    return <><b>{t('record.note.intent')}</b> {name(note.label)} {Object.entries(note.slots).map(([slot, value]) => <code key={slot} title={`${slot}=${word(value)}`}>{name(slot)}: {name(word(value))}</code>)} {score}</>
  }
  return <><b>{t(`record.note.${note.type}`)}</b> {(note.type === 'choice' && note.path.length > 0 ? note.path : [note.label]).map(name).join(' / ')} {score}</>
}
