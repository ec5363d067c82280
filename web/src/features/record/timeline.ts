/** Streams side by side on the record's clock, as shares of the whole. Pure. */
import { lasting } from './clock'
import type { StreamRead } from './types'

export interface Lane {
  stream: StreamRead
  /** Between 0 and 1. */
  left: number
  width: number
  /** Half of the band in which the start lies with 95 %, as a share; 0 where it is not known. */
  unsure: number
  moment: boolean
}

export function lanes(streams: readonly StreamRead[], from: number, to: number): Lane[] {
  const whole = Math.max(1e-9, to - from)
  return streams.map((stream) => {
    const span = lasting(stream)
    return {
      stream,
      left: (span.from - from) / whole,
      width: (span.to - span.from) / whole,
      unsure: (2 * (stream.offset_uncertainty_s ?? 0)) / whole,
      moment: span.to <= span.from,
    }
  })
}

/** The stretch where pictures, sound and video are, with some room, where it is a small part of the whole; undefined elsewhere. */
export function eventful(streams: readonly StreamRead[], from: number, to: number): { from: number; to: number } | undefined {
  const events = streams.filter(({ modality }) => modality !== 'series' && modality !== 'device_status').map(lasting)
  const start = Math.min(...events.map((span) => span.from))
  const end = Math.max(...events.map((span) => span.to))
  const room = Math.max(0.5, (end - start) * 0.15)
  if (!Number.isFinite(end - start) || (to - from) < (end - start + 2 * room) * 3) return undefined
  return { from: Math.max(from, start - room), to: Math.min(to, end + room) }
}

/** How far a key moves the playhead: a hundredth, with shift a tenth, to the ends. */
export function keyedTime(key: string, large: boolean, time: number, from: number, to: number): number | undefined {
  const step = (to - from) * (large ? 0.1 : 0.01)
  const times: Readonly<Record<string, number>> = {
    ArrowRight: time + step, ArrowUp: time + step, ArrowLeft: time - step, ArrowDown: time - step,
    PageUp: time + step * 10, PageDown: time - step * 10, Home: from, End: to,
  }
  return Object.hasOwn(times, key) ? times[key] : undefined
}

/** Whether a mark stands so near to an end that its number would stand outside. */
export function edgeOf(share: number): 'first' | 'last' | undefined {
  if (share < 0.03) return 'first'
  return share > 0.97 ? 'last' : undefined
}
