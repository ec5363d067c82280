/** Where the picture stands in its frame: screen = picture × scale + offset. Pure, in CSS pixels. */
import type { Point } from './geometry'

export interface Size {
  width: number
  height: number
}

export interface View extends Point {
  scale: number
}

/** One pixel of the picture is at most this many on the screen. */
const MOST = 40
const MARGIN = 48

/** The whole picture, centred; a small one is not blown up beyond four times. */
export function fit(picture: Size, frame: Size): View {
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height, 4)
  return centred(picture, frame, scale)
}

export function centred(picture: Size, frame: Size, scale: number): View {
  return { scale, x: (frame.width - picture.width * scale) / 2, y: (frame.height - picture.height * scale) / 2 }
}

export function toPicture({ scale, x, y }: View, point: Point): Point {
  return { x: (point.x - x) / scale, y: (point.y - y) / scale }
}

export function toScreen({ scale, x, y }: View, point: Point): Point {
  return { x: point.x * scale + x, y: point.y * scale + y }
}

/** Set the scale so that what is under `point` stays there. */
export function scaleAt(view: View, scale: number, point: Point): View {
  const under = toPicture(view, point)
  return { scale, x: point.x - under.x * scale, y: point.y - under.y * scale }
}

/** Zoom about a point, between half of what fits and forty-fold. */
export function zoomAt(view: View, factor: number, point: Point, picture: Size, frame: Size): View {
  const least = Math.min(1, fit(picture, frame).scale) / 2
  const scale = Math.min(Math.max(view.scale * factor, least), MOST)
  return hold(scaleAt(view, scale, point), picture, frame)
}

export function panBy(view: View, dx: number, dy: number, picture: Size, frame: Size): View {
  return hold({ ...view, x: view.x + dx, y: view.y + dy }, picture, frame)
}

function held(offset: number, length: number, frame: number): number {
  const margin = Math.min(MARGIN, length / 2)
  return Math.min(frame - margin, Math.max(margin - length, offset))
}

/** Keep a part of the picture in sight. */
export function hold(view: View, picture: Size, frame: Size): View {
  const x = held(view.x, picture.width * view.scale, frame.width)
  const y = held(view.y, picture.height * view.scale, frame.height)
  return { ...view, x, y }
}

/** Bring a part of the picture before the eye with room around it, not nearer than eightfold. */
export function lookAt(part: { minX: number; minY: number; maxX: number; maxY: number }, picture: Size, frame: Size): View {
  const [width, height] = [Math.max(1, part.maxX - part.minX), Math.max(1, part.maxY - part.minY)]
  const near = Math.min(frame.width / width, frame.height / height) * 0.6
  const scale = Math.max(fit(picture, frame).scale, Math.min(near, 8))
  const centre = { x: (part.minX + part.maxX) / 2, y: (part.minY + part.maxY) / 2 }
  return hold({ scale, x: frame.width / 2 - centre.x * scale, y: frame.height / 2 - centre.y * scale }, picture, frame)
}
