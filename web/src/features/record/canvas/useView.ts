/** Where the picture stands, and the hands that move it: wheel, drag, two fingers, keys. */
import { useCallback, useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react'
import { fit, lookAt, panBy, scaleAt, zoomAt, type Size, type View } from './view'
import type { Bounds, Point } from './geometry'

const STEP = 1.25

export interface Viewing {
  view: View
  zoom: (factor: number) => void
  showAll: () => void
  showActual: () => void
  showPart: (part: Bounds) => void
  pan: (dx: number, dy: number) => void
  hands: {
    onPointerDown: (event: PointerEvent) => void
    onPointerMove: (event: PointerEvent) => void
    onPointerUp: (event: PointerEvent) => void
    onPointerCancel: (event: PointerEvent) => void
  }
}

function place(event: { clientX: number; clientY: number }, element: Element): Point {
  const { left, top } = element.getBoundingClientRect()
  return { x: event.clientX - left, y: event.clientY - top }
}

const between = ([a, b]: readonly Point[]): { centre: Point; apart: number } | undefined =>
  a && b && { centre: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, apart: Math.hypot(a.x - b.x, a.y - b.y) }

export function useView(element: RefObject<HTMLElement | null>, picture: Size, frame: Size): Viewing {
  const [own, setOwn] = useState<View>()
  const fingers = useRef(new Map<number, Point>())
  const view = own ?? fit(picture, frame)
  const { width, height } = picture
  const { width: wide, height: high } = frame
  const change = useCallback((next: (view: View, picture: Size, frame: Size) => View) => {
    const [all, room] = [{ width, height }, { width: wide, height: high }]
    setOwn((now) => next(now ?? fit(all, room), all, room))
  }, [width, height, wide, high])

  useEffect(() => {
    const target = element.current
    if (target === null) return undefined
    const turn = (event: WheelEvent): void => {
      event.preventDefault()
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015))
      change((now, all, room) => zoomAt(now, factor, place(event, target), all, room))
    }
    target.addEventListener('wheel', turn, { passive: false })
    return () => { target.removeEventListener('wheel', turn) }
  }, [element, change])

  const move = (event: PointerEvent): void => {
    const before = fingers.current.get(event.pointerId)
    if (before === undefined || element.current === null) return
    const pinch = between([...fingers.current.values()])
    const point = place(event, element.current)
    fingers.current.set(event.pointerId, point)
    const now = between([...fingers.current.values()])
    if (pinch && now) change((view, all, room) => panBy(zoomAt(view, now.apart / pinch.apart, now.centre, all, room), now.centre.x - pinch.centre.x, now.centre.y - pinch.centre.y, all, room))
    else change((view, all, room) => panBy(view, point.x - before.x, point.y - before.y, all, room))
  }
  const lift = (event: PointerEvent): void => { fingers.current.delete(event.pointerId) }

  return {
    view,
    zoom: (factor) => { change((now, all, room) => zoomAt(now, factor, { x: room.width / 2, y: room.height / 2 }, all, room)) },
    showAll: () => { setOwn(undefined) },
    showActual: () => { change((now, _, room) => scaleAt(now, 1, { x: room.width / 2, y: room.height / 2 })) },
    showPart: (part) => { change((_, all, room) => lookAt(part, all, room)) },
    pan: (dx, dy) => { change((now, all, room) => panBy(now, dx, dy, all, room)) },
    hands: {
      onPointerDown: (event) => {
        if (element.current === null || event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        fingers.current.set(event.pointerId, place(event, element.current))
      },
      onPointerMove: move,
      onPointerUp: lift,
      onPointerCancel: lift,
    },
  }
}

export const ZOOM_STEP = STEP
