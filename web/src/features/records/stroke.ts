/** What a stroke of the mouse over the grid touches, and how fast the page moves on at its edges: arithmetic alone. */
import { GAP } from './rules'

export interface Point {
  x: number
  y: number
}

export interface Area {
  left: number
  top: number
  width: number
  height: number
}

/** The tiles as they are laid out; `height` is that of a row with the gap below it. */
export interface Laid {
  width: number
  height: number
  columns: number
  total: number
}

/** Pixels that the mouse moves before it is a stroke and no click. */
export const LEAST = 5
const EDGE = 56
const FASTEST = 1800

export function area(one: Point, other: Point): Area {
  return { left: Math.min(one.x, other.x), top: Math.min(one.y, other.y), width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) }
}

/** First and last of those, each `size` long and `pitch` after the one before, that lie between two places. */
function between(from: number, to: number, size: number, pitch: number, count: number): [number, number] {
  return [Math.max(0, Math.ceil((from - size) / pitch)), Math.min(count - 1, Math.floor(to / pitch))]
}

/** The places of the tiles that lie under an area of the grid, wholly or in part. */
export function touched({ left, top, width, height }: Area, laid: Laid): number[] {
  const tile = (laid.width - GAP * (laid.columns - 1)) / laid.columns
  const [first, last] = between(left, left + width, tile, tile + GAP, laid.columns)
  const [above, below] = between(top, top + height, laid.height - GAP, laid.height, Math.ceil(laid.total / laid.columns))
  const found: number[] = []
  for (let row = above; row <= below; row += 1) {
    for (let column = first; column <= last; column += 1) {
      const index = row * laid.columns + column
      if (index < laid.total) found.push(index)
    }
  }
  return found
}

/** Pixels a second by which the page moves on while the mouse is at `y`: down at the lower edge, up at the upper. */
export function pull(y: number, upper: number, lower: number): number {
  const deep = y > lower - EDGE ? y - (lower - EDGE) : Math.min(0, y - (upper + EDGE))
  return Math.max(-1, Math.min(1, deep / EDGE)) * FASTEST
}
