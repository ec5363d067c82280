/** One record in the grid: its picture, what it is called, whether something was found, whether it is selected. */
import { Link } from '@tanstack/react-router'
import { memo, useEffect, useRef, type MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { number, share } from '@/lib/format'
import { Icon } from '@/ui'
import { Preview } from './Preview'
import classes from './Tile.module.css'
import type { Density } from './rules'
import type { Shown } from './types'

export interface TileProps {
  card: Shown
  index: number
  column: number
  density: Density
  selected: boolean
  /** Whether anything is selected, so that the boxes to tick are shown. */
  any: boolean
  active: boolean
  /** Whether the keyboard has come here. */
  focus: boolean
  list: string
  onPick: (index: number, how: 'only' | 'flip' | 'span') => void
  onOpen: (index: number) => void
  onLike: (id: string) => void
}

export function how(event: Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>): 'only' | 'flip' | 'span' {
  if (event.shiftKey) return 'span'
  return event.ctrlKey || event.metaKey ? 'flip' : 'only'
}

/** The last word of a class; the way to it stands in the title. */
const leaf = (name: string): string => name.split(' / ').at(-1) ?? name

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export const Tile = memo(function Tile(props: TileProps) {
  const { card, index, column, density, selected, any, active, focus, onPick, onOpen, onLike } = props
  const { t } = useTranslation()
  const here = useRef<HTMLDivElement>(null)
  useEffect(() => { if (focus) here.current?.focus({ preventScroll: true }) }, [focus])
  const name = card.label_text || card.label || t('records.unlabelled')
  return (
    <div
      ref={here} role="gridcell" aria-selected={selected} aria-colindex={column + 1} aria-label={density === 'small' ? `${name}, ${fileName(card.path)}` : undefined}
      tabIndex={active ? 0 : -1} data-index={index} data-any={any}
      className={density === 'rows' ? `${classes.tile ?? ''} ${classes.row ?? ''}` : classes.tile}
      onClick={(event) => { onPick(index, how(event)) }} onDoubleClick={() => { onOpen(index) }}
    >
      <button type="button" tabIndex={-1} className={classes.check} aria-label={t(selected ? 'records.drop' : 'records.pick')} onClick={(event) => { event.stopPropagation(); onPick(index, event.shiftKey ? 'span' : 'flip') }}>
        <span><Icon name="check" size={14} /></span>
      </button>
      {(card.modality === 'image') && (
        <button type="button" tabIndex={-1} className={classes.like} aria-label={t('records.like.find')} title={t('records.like.find')} onClick={(event) => { event.stopPropagation(); onLike(card.id) }}>
          <Icon name="sparkle" size={16} />
        </button>
      )}
      <div className={classes.picture}><Preview card={card} /></div>
      {density === 'rows' ? <Cells {...props} name={name} /> : density === 'large' && <Foot {...props} name={name} />}
    </div>
  )
})

function Name({ card, list, name }: TileProps & { name: string }) {
  return (
    <Link
      to="/records/$record" params={{ record: card.id }} search={{ list }} tabIndex={-1} preload={false}
      className={classes.label} data-empty={!card.label} title={name} onClick={(event) => { event.stopPropagation() }}
    >{leaf(name)}</Link>
  )
}

function Marks({ card }: { card: Shown }) {
  const { t, i18n } = useTranslation()
  const found = card.findings.map((kind) => t(`records.finding.${kind}`, { defaultValue: kind })).join(', ')
  return (
    <span className={classes.marks}>
      {card.distance !== undefined && <span title={t('records.like.distance')}>{number(card.distance, i18n.language, 3)}</span>}
      {card.distance === undefined && card.layer === 'engine' && typeof card.confidence === 'number' && <span title={t('records.confidence')}>{share(card.confidence, 1, i18n.language)}</span>}
      {found && <span className={classes.flag} title={found} role="img" aria-label={found}><Icon name="alert" size={14} /></span>}
    </span>
  )
}

function Foot(props: TileProps & { name: string }) {
  const { card } = props
  return (
    <div className={classes.foot}>
      <Name {...props} />
      <span className={classes.line}><span className={classes.name} title={card.path}>{fileName(card.path)}</span><Marks card={card} /></span>
    </div>
  )
}

function Cells(props: TileProps & { name: string }) {
  const { card } = props
  const { t } = useTranslation()
  return (
    <div className={classes.cells}>
      <Name {...props} />
      <span className={`${classes.path ?? ''} ${classes.wide ?? ''}`} title={card.path}>{card.path}</span>
      <span className={classes.wide}>{card.split ? t(`records.split.${card.split}`, { defaultValue: card.split }) : '–'}</span>
      <span className={classes.wide}>{card.provider || '–'}</span>
      <span className={classes.line}><Marks card={card} /></span>
    </div>
  )
}
