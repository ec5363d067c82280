/** Shapes in pixels of the picture: their outlines, the boxes around them, and what lies under a point. */
import type { Annotation, BoxNote, KeypointsNote, PolygonNote, PolylineNote, SpatialNote } from '../annotations'
import { isInRuns, runsArea, runsBounds } from './rle'

export interface Point {
  x: number
  y: number
}

export interface Bounds {
  minX: number
  minY: number
  maxX: number
  maxY: number
}

/** One drawable annotation with what drawing and pointing need to know of it. */
export interface Shape extends Bounds {
  key: string
  note: SpatialNote
  area: number
}

export function isSpatial(note: Annotation): note is SpatialNote {
  return note.type === 'box' || note.type === 'polygon' || note.type === 'polyline' || note.type === 'mask' || note.type === 'keypoints'
}

/** The four corners, clockwise from the top left, turned clockwise about the centre by `rotation` degrees. */
export function corners({ x, y, width, height, rotation }: Pick<BoxNote, 'x' | 'y' | 'width' | 'height' | 'rotation'>): Point[] {
  const [cx, cy] = [x + width / 2, y + height / 2]
  const angle = (rotation * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const half = [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const
  return half.map(([sx, sy]) => {
    const [dx, dy] = [(sx * width) / 2, (sy * height) / 2]
    return { x: cx + dx * cos - dy * sin, y: cy + dx * sin + dy * cos }
  })
}

/** A ring as the core stores it (x0, y0, x1, y1, …) as points. */
export function ringPoints(ring: readonly number[]): Point[] {
  return Array.from({ length: Math.floor(ring.length / 2) }, (_, at) => ({ x: ring[at * 2] ?? 0, y: ring[at * 2 + 1] ?? 0 }))
}

export interface Keypoint extends Point {
  name: string
  visible: boolean
}

/** The labelled points; those that COCO marks with 0 are not there. */
export function keypoints({ points, names }: KeypointsNote): Keypoint[] {
  return Array.from({ length: Math.floor(points.length / 3) }, (_, at) => ({
    x: points[at * 3] ?? 0, y: points[at * 3 + 1] ?? 0, seen: points[at * 3 + 2] ?? 0, name: names[at] ?? '',
  })).filter(({ seen }) => seen > 0).map(({ seen, ...point }) => ({ ...point, visible: seen > 1 }))
}

export function around(points: readonly Point[]): Bounds | undefined {
  if (points.length === 0) return undefined
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity)
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity)
  return { minX: least(xs), minY: least(ys), maxX: most(xs), maxY: most(ys) }
}

/** The outlines of a shape made of straight lines. */
export function outlines(note: BoxNote | PolygonNote | PolylineNote): Point[][] {
  if (note.type === 'polyline') return [ringPoints(note.points)]
  return note.type === 'box' ? [corners(note)] : note.rings.map(ringPoints)
}

function ringArea(points: readonly Point[]): number {
  const twice = points.reduce((sum, { x, y }, at) => {
    const next = points[(at + 1) % points.length] ?? { x, y }
    return sum + x * next.y - next.x * y
  }, 0)
  return Math.abs(twice) / 2
}

function boundsOf(note: SpatialNote): Bounds | undefined {
  if (note.type === 'mask') return runsBounds(note.counts, note.height)
  if (note.type === 'keypoints') return around(keypoints(note))
  return around(outlines(note).flat())
}

function areaOf(note: SpatialNote): number {
  if (note.type === 'mask') return runsArea(note.counts)
  if (note.type === 'keypoints' || note.type === 'polyline') return 0
  return outlines(note).reduce((sum, ring) => sum + ringArea(ring), 0)
}

/** Make a shape of an annotation; one that covers nothing is none. */
export function toShape(note: SpatialNote, key: string): Shape | undefined {
  const bounds = boundsOf(note)
  return bounds && { key, note, area: areaOf(note), ...bounds }
}

function isInRing(points: readonly Point[], { x, y }: Point): boolean {
  let inside = false
  points.forEach((a, at) => {
    const b = points[(at + points.length - 1) % points.length] ?? a
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  })
  return inside
}

function isNearLine(points: readonly Point[], { x, y }: Point, reach: number): boolean {
  return points.slice(1).some((b, at) => {
    const a = points[at] ?? b
    const [dx, dy] = [b.x - a.x, b.y - a.y]
    const share = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)))
    return Math.hypot(a.x + share * dx - x, a.y + share * dy - y) <= reach
  })
}

/** Whether a shape lies under a point; `reach` is how near to a keypoint or a line counts, in pixels of the picture. */
export function isUnder({ note }: Shape, point: Point, reach: number): boolean {
  switch (note.type) {
    case 'mask':
      return point.x < note.width && isInRuns(note.counts, note.height, point.x, point.y)
    case 'keypoints':
      return keypoints(note).some(({ x, y }) => Math.hypot(x - point.x, y - point.y) <= reach)
    case 'polyline':
      return isNearLine(ringPoints(note.points), point, reach)
    case 'box':
    case 'polygon':
      return outlines(note).some((ring) => isInRing(ring, point))
  }
}
