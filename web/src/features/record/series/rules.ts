/** A window of measured numbers made ready for drawing. Pure. */
import type { Window } from '../queries'
import type { SeriesRead } from '../types'

type Cell = number | null | undefined

/** The columns with a hole in the middle of each gap, so that no line is drawn across it. */
export function withGaps({ t, values, gaps }: SeriesRead): { times: number[]; columns: Cell[][] } {
  const holes = gaps.map(([from = 0, to = 0]) => (from + to) / 2).filter((hole) => hole > (t[0] ?? Infinity) && hole < (t.at(-1) ?? -Infinity))
  const order = [...t.map((time, at) => ({ time, at })), ...holes.map((time) => ({ time, at: -1 }))].sort((a, b) => a.time - b.time)
  return { times: order.map(({ time }) => time), columns: values.map((column) => order.map(({ at }) => (at < 0 ? null : column[at]))) }
}

export interface Group {
  unit: string
  columns: { name: string; at: number }[]
}

/** Columns of the same unit share one picture, in the order in which they come; what has no unit cannot be compared and stands alone. */
export function byUnit(columns: SeriesRead['columns']): Group[] {
  const groups = new Map<string, Group>()
  columns.forEach(({ name, unit }, at) => {
    const key = unit || `\n${name}`
    const group = groups.get(key) ?? { unit, columns: [] }
    group.columns.push({ name, at })
    groups.set(key, group)
  })
  return [...groups.values()]
}

/** A window about a point, `factor` as wide, inside the whole and not narrower than a thousandth of a second. */
export function zoomWindow({ from_s: from, to_s: to }: Window, factor: number, about: number, whole: Window): Window {
  const most = whole.to_s - whole.from_s
  const width = Math.min(most, Math.max(0.001, (to - from) * factor))
  const share = (about - from) / Math.max(1e-9, to - from)
  const start = Math.min(whole.to_s - width, Math.max(whole.from_s, about - width * share))
  return { from_s: start, to_s: start + width }
}

export function moveWindow(window: Window, share: number, whole: Window): Window {
  const width = window.to_s - window.from_s
  const start = Math.min(whole.to_s - width, Math.max(whole.from_s, window.from_s + width * share))
  return { from_s: start, to_s: start + width }
}

/** The row at a time: the last that was measured until then. */
export function rowAt(t: readonly number[], time: number): number | undefined {
  let [low, high] = [0, t.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((t[middle] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low === 0 ? undefined : low - 1
}
