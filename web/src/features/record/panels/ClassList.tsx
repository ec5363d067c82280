/** The shapes by class: hide a class, point at one shape, go to it. */
import { Checkbox } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number, share } from '@/lib/format'
import { Icon } from '@/ui'
import type { Shape } from '../canvas/geometry'
import type { Slots } from '../classes'
import type { ClassOf } from '../layers'
import classes from './Panels.module.css'

const ROW = 30

interface Props {
  groups: readonly ClassOf[]
  hidden: ReadonlySet<string>
  onHide: (label: string) => void
  slots: Slots
  name: (label: string) => string
  hovered: string | undefined
  onHover: (key: string | undefined) => void
  chosen: Shape | undefined
  onChoose: (key: string | undefined) => void
}

type Row = { kind: 'class'; group: ClassOf; open: boolean } | { kind: 'shape'; shape: Shape; at: number; off: boolean }

export function ClassList({ groups, hidden, onHide, slots, name, hovered, onHover, chosen, onChoose }: Props) {
  const { t, i18n } = useTranslation()
  const few = groups.reduce((sum, { shapes }) => sum + shapes.length, 0) <= 30
  const [turned, setTurned] = useState<ReadonlySet<string>>(() => new Set())
  const rows = useMemo(() => groups.flatMap((group): Row[] => {
    const open = few !== turned.has(group.label)
    const inner = open ? group.shapes.map((shape, at): Row => ({ kind: 'shape', shape, at, off: hidden.has(group.label) })) : []
    return [{ kind: 'class', group, open }, ...inner]
  }), [groups, turned, few, hidden])
  const frame = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualiser is read while rendering, as it wants to be
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: 8 })
  const { scrollToIndex } = virtual
  useEffect(() => {
    const at = rows.findIndex((row) => row.kind === 'shape' && row.shape === chosen)
    if (at >= 0) scrollToIndex(at)
  }, [chosen, rows, scrollToIndex])
  const turn = (label: string): void => {
    setTurned((before) => {
      const after = new Set(before)
      if (!after.delete(label)) after.add(label)
      return after
    })
  }
  return (
    <div ref={frame} className={classes.classes} style={{ height: Math.min(rows.length * ROW, 360) }}>
      <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const style = { transform: `translateY(${start}px)` }
          if (row.kind === 'class') {
            const { label, shapes } = row.group
            return (
              <li key={label} className={classes.class} style={style}>
                <Checkbox size="xs" checked={!hidden.has(label)} onChange={() => { onHide(label) }} aria-label={t('record.classes.show', { name: name(label) })} />
                <button type="button" className={classes.class_name} aria-expanded={row.open} onClick={() => { turn(label) }}>
                  <i style={{ background: `var(--class-${slots(label)})` }} />{name(label)}
                  <span>{number(shapes.length, i18n.language)}</span><Icon name="chevron" size={12} />
                </button>
              </li>
            )
          }
          const { shape: { key, note }, at, off } = row
          const { shape } = row
          return (
            <li key={key} className={classes.shape} style={style}>
              <button
                type="button" data-hovered={key === hovered} aria-pressed={shape === chosen} disabled={off}
                onMouseEnter={() => { onHover(key) }} onMouseLeave={() => { onHover(undefined) }} onFocus={() => { onHover(key) }} onBlur={() => { onHover(undefined) }}
                onClick={() => { onChoose(shape === chosen ? undefined : key) }}
              >
                {t(`record.shape.${note.type}`)} {at + 1} <span>{number(shape.maxX - shape.minX, i18n.language)} × {number(shape.maxY - shape.minY, i18n.language)}{note.score === undefined ? '' : ` · ${share(note.score, 1, i18n.language)}`}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
