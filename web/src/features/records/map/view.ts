/** Where the map is looked at from, and what lies under a stroke of the mouse: arithmetic alone. */

export interface View {
  /** The point of the map, 0 to 1, in the middle of the window. */
  x: number
  y: number
  /** Pixels that the map's side is long. */
  scale: number
}

export interface Size {
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

export interface Places {
  x: Float32Array
  y: Float32Array
}

const NARROWEST = 0.6
const WIDEST = 400

export function whole({ width, height }: Size): View {
  return { x: 0.5, y: 0.5, scale: Math.max(40, Math.min(width, height) * 0.94) }
}

export function toScreen(view: View, { width, height }: Size, x: number, y: number): Point {
  return { x: (x - view.x) * view.scale + width / 2, y: (y - view.y) * view.scale + height / 2 }
}

export function toMap(view: View, { width, height }: Size, at: Point): Point {
  return { x: (at.x - width / 2) / view.scale + view.x, y: (at.y - height / 2) / view.scale + view.y }
}

export function panned(view: View, dx: number, dy: number): View {
  const within = (value: number): number => Math.min(1.2, Math.max(-0.2, value))
  return { ...view, x: within(view.x - dx / view.scale), y: within(view.y - dy / view.scale) }
}

/** Nearer or farther by a factor; what lies under `at` stays there. */
export function zoomed(view: View, size: Size, factor: number, at: Point): View {
  const least = whole(size).scale
  const scale = Math.min(least * WIDEST, Math.max(least * NARROWEST, view.scale * factor))
  const fixed = toMap(view, size, at)
  return { scale, x: fixed.x - (at.x - size.width / 2) / scale, y: fixed.y - (at.y - size.height / 2) / scale }
}

/** The side of a dot: larger where one looks closer or where there are few. */
export function dotSize(view: View, size: Size, count: number): number {
  const closer = view.scale / whole(size).scale
  const base = count > 20_000 ? 2 : count > 3_000 ? 3 : 5
  return Math.round(Math.min(11, base * Math.sqrt(Math.max(1, closer)) ** 0.8))
}

/** Whether a point lies inside a closed stroke: even and odd crossings. */
export function inside(stroke: readonly Point[], x: number, y: number): boolean {
  let within = false
  let before = stroke[stroke.length - 1]
  for (const now of stroke) {
    if (before && (now.y > y) !== (before.y > y) && x < ((before.x - now.x) * (y - now.y)) / (before.y - now.y) + now.x) within = !within
    before = now
  }
  return within
}

export function box(one: Point, other: Point): Point[] {
  return [one, { x: other.x, y: one.y }, other, { x: one.x, y: other.y }]
}

/** Points on a circle, for the selection by keyboard. */
export function circle(middle: Point, radius: number, corners = 32): Point[] {
  return Array.from({ length: corners }, (_, n) => {
    const angle = (2 * Math.PI * n) / corners
    return { x: middle.x + radius * Math.cos(angle), y: middle.y + radius * Math.sin(angle) }
  })
}

/** The places that lie inside a stroke, given on the map. */
export function caught({ x, y }: Places, stroke: readonly Point[]): number[] {
  const xs = stroke.map((point) => point.x)
  const ys = stroke.map((point) => point.y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const found: number[] = []
  for (let n = 0; n < x.length; n += 1) {
    const [px, py] = [x[n] ?? 0, y[n] ?? 0]
    if (px >= left && px <= right && py >= top && py <= bottom && inside(stroke, px, py)) found.push(n)
  }
  return found
}

/** The place nearest to a point of the map, if one is within reach. */
export function nearest({ x, y }: Places, at: Point, reach: number): number | undefined {
  let best: number | undefined
  let least = reach * reach
  for (let n = 0; n < x.length; n += 1) {
    const apart = ((x[n] ?? 0) - at.x) ** 2 + ((y[n] ?? 0) - at.y) ** 2
    if (apart <= least) [best, least] = [n, apart]
  }
  return best
}
