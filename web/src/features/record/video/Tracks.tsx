/** The boxes of tracked things over the frame that is shown. */
import type { Annotation } from '../annotations'
import type { Slots } from '../classes'
import type { StreamRead } from '../types'
import { placeAt } from './rules'
import classes from './Video.module.css'

interface Props {
  notes: readonly Annotation[]
  stream: StreamRead
  time: number
  slots: Slots
  name: (label: string) => string
}

export function Tracks({ notes, stream: { width, height }, time, slots, name }: Props) {
  if (!width || !height) return null
  const placed = notes.flatMap((note, key) => {
    const place = note.type === 'track' ? placeAt(note, time) : undefined
    return place ? [{ key, label: note.label, place }] : []
  })
  return (
    <svg className={classes.tracks} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {placed.map(({ key, label, place: { x, y, width: wide, height: high, rotation } }) => (
        <g key={key} transform={`rotate(${rotation} ${x + wide / 2} ${y + high / 2})`}>
          <rect x={x} y={y} width={wide} height={high} className={classes.halo} />
          <rect x={x} y={y} width={wide} height={high} stroke={`var(--class-${slots(label)})`} className={classes.track} />
          <text x={x + 4} y={Math.max(18, y - 6)} className={classes.tag}>{name(label)}</text>
        </g>
      ))}
    </svg>
  )
}
