/** COCO's run lengths: column-major counts, zeros first; also in their compressed spelling. */
import type { Bounds } from './geometry'

const FIRST = 48 // '0'; six bits a character from there
const LAST = FIRST + 63

/** The counts of COCO's compressed string (`maskApi.c`, rleFrString); undefined where it is none. */
export function decodeRuns(text: string): number[] | undefined {
  const counts: number[] = []
  for (let at = 0; at < text.length;) {
    let value = 0
    let shift = 0
    let more = true
    while (more) {
      const code = text.charCodeAt(at)
      if (!(code >= FIRST && code <= LAST) || shift > 30) return undefined
      const bits = code - FIRST
      value += (bits & 0x1f) * 2 ** shift
      more = (bits & 0x20) !== 0
      at += 1
      shift += 5
      if (!more && (bits & 0x10) !== 0) value -= 2 ** shift
    }
    if (counts.length > 2) value += counts[counts.length - 2] ?? 0
    if (value < 0) return undefined
    counts.push(value)
  }
  return counts
}

/** Whether the counts fill a picture of this size exactly. */
export function fillsExactly(counts: readonly number[], height: number, width: number): boolean {
  return counts.reduce((sum, count) => sum + count, 0) === height * width
}

/** Call `paint` with every stretch of ones, as pieces of single columns: column, first row, row after the last. */
export function eachColumnRun(counts: readonly number[], height: number, paint: (column: number, from: number, to: number) => void): void {
  let at = 0
  counts.forEach((count, index) => {
    const end = at + count
    for (let from = at; index % 2 === 1 && from < end;) {
      const column = Math.floor(from / height)
      const to = Math.min(end, (column + 1) * height)
      paint(column, from - column * height, to - column * height)
      from = to
    }
    at = end
  })
}

/** The box around the ones, in pixel edges; undefined where there are none. */
export function runsBounds(counts: readonly number[], height: number): Bounds | undefined {
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity }
  eachColumnRun(counts, height, (column, from, to) => {
    bounds.minX = Math.min(bounds.minX, column)
    bounds.maxX = Math.max(bounds.maxX, column + 1)
    bounds.minY = Math.min(bounds.minY, from)
    bounds.maxY = Math.max(bounds.maxY, to)
  })
  return bounds.minX === Infinity ? undefined : bounds
}

export function runsArea(counts: readonly number[]): number {
  return counts.reduce((sum, count, index) => sum + (index % 2 === 1 ? count : 0), 0)
}

/** Whether the pixel at this place is one. */
export function isInRuns(counts: readonly number[], height: number, x: number, y: number): boolean {
  const row = Math.floor(y)
  if (row < 0 || row >= height || x < 0) return false
  const place = Math.floor(x) * height + row
  let end = 0
  for (let index = 0; index < counts.length; index++) {
    end += counts[index] ?? 0
    if (place < end) return index % 2 === 1
  }
  return false
}

/** The pixels of a crop in one colour (red, green, blue, alpha from 0 to 255). */
export function paintRuns(counts: readonly number[], height: number, bounds: Bounds, colour: readonly number[]): Uint8ClampedArray<ArrayBuffer> {
  const wide = bounds.maxX - bounds.minX
  const pixels = new Uint8ClampedArray(wide * (bounds.maxY - bounds.minY) * 4)
  eachColumnRun(counts, height, (column, from, to) => {
    for (let row = from; row < to; row++) pixels.set(colour, ((row - bounds.minY) * wide + (column - bounds.minX)) * 4)
  })
  return pixels
}
