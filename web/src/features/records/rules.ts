/** The arithmetic of the grid: columns, pages, the moves of the keyboard. */

export type Density = 'large' | 'small' | 'rows'
export const densities: readonly Density[] = ['large', 'small', 'rows']

export const PAGE = 100
export const GAP = 8

interface Size {
  /** The least width of a tile. */
  width: number
  /** Height of what stands below the picture. */
  foot: number
}
const sizes: Record<'large' | 'small', Size> = { large: { width: 184, foot: 62 }, small: { width: 104, foot: 0 } }
export const ROW = 52

export interface Layout {
  columns: number
  /** Height of a row with the gap below it. */
  height: number
}

/** How many tiles fit beside one another, and how high a row is; pictures stand at 4:3, small ones square. */
export function layout(width: number, density: Density): Layout {
  if (density === 'rows') return { columns: 1, height: ROW }
  const { width: least, foot } = sizes[density]
  const columns = Math.max(2, Math.floor((width + GAP) / (least + GAP)))
  const tile = (width - GAP * (columns - 1)) / columns
  return { columns, height: Math.round(density === 'small' ? tile : tile * 0.75) + foot + GAP }
}

/** The pages that hold these places, the first of them first. */
export function pagesOf(from: number, to: number): number[] {
  const [first, last] = [Math.floor(from / PAGE), Math.floor(Math.max(from, to) / PAGE)]
  return Array.from({ length: last - first + 1 }, (_, n) => first + n)
}

interface Moves {
  columns: number
  total: number
  /** Rows that one sees at once. */
  rows: number
}

/** Where a key leads from a place; undefined where the key moves nothing. */
export function moved(key: string, at: number, { columns, total, rows }: Moves): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns,
    PageUp: -columns * rows, PageDown: columns * rows, Home: -at, End: total - 1 - at,
  }
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined
  if (step === undefined || total === 0) return undefined
  const next = at + step
  // A step that would leave the grid by its side stays; a leap goes as far as it can.
  if (key.startsWith('Arrow')) return next < 0 || next >= total ? at : next
  return Math.min(total - 1, Math.max(0, next))
}

/** Both ends and everything between, whichever came first. */
export function span(one: number, other: number): [number, number] {
  return one < other ? [one, other] : [other, one]
}

/** Selected or not, the other way round. */
export function flipped(selected: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}
