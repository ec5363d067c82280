/** Select by a stroke of the mouse over the tiles: shift or control adds, the edges pull the page on, escape takes it back. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState, type MouseEvent, type PointerEvent, type RefObject } from 'react'
import { isSelectedOnly, likeOf } from './filters'
import { idsQuery, type Asked } from './queries'
import type { Selection } from './selection'
import { area, LEAST, pull, touched, type Area, type Laid, type Point } from './stroke'
import type { Listing } from './useListing'

interface Props {
  grid: RefObject<HTMLElement | null>
  list: Asked
  listing: Listing
  selection: Selection
  select: (next: Selection) => void
  laid: Laid
  /** Of the toolbar above, where the page is pulled up. */
  covered: number
}

interface Stroke {
  /** In the grid, so that it stays where it was while the page moves. */
  from: Point
  /** In the window. */
  at: Point
  before: Selection
  adds: boolean
  frame: number
  last: number
  shown: string
}

interface Hands {
  onPointerDown: (event: PointerEvent) => void
  onPointerMove: (event: PointerEvent) => void
  onPointerUp: () => void
  onPointerCancel: () => void
  onClickCapture: (event: MouseEvent) => void
  onDragStart: (event: MouseEvent) => void
}

/** The area to draw while a stroke goes on, and what the grid listens with. */
export function useStroke(props: Props): [Area | undefined, Hands] {
  const [drawn, setDrawn] = useState<Area>()
  const stroke = useRef<Stroke>(undefined)
  const wasStroke = useRef(false)
  const latest = useRef(props)
  useEffect(() => { latest.current = props })
  const client = useQueryClient()

  const beat = useCallback(function again(now: number): void {
    const going = stroke.current
    const element = latest.current.grid.current
    if (!going || !element) return
    const speed = pull(going.at.y, latest.current.covered, globalThis.innerHeight)
    if (speed !== 0) globalThis.scrollBy({ top: (speed * Math.min(50, now - going.last)) / 1000, behavior: 'instant' })
    const { left, top } = element.getBoundingClientRect()
    const under = area(going.from, { x: going.at.x - left, y: going.at.y - top })
    const places = touched(under, latest.current.laid)
    setDrawn(under)
    if (going.shown !== places.join()) take(latest, client, going, places)
    stroke.current = { ...going, last: now, shown: places.join(), frame: requestAnimationFrame(again) }
  }, [client])

  const end = useCallback((): void => {
    if (stroke.current) cancelAnimationFrame(stroke.current.frame)
    stroke.current = undefined
    setDrawn(undefined)
  }, [])

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !stroke.current?.frame) return
      event.stopImmediatePropagation() // elsewhere it means to select nothing
      event.preventDefault()
      latest.current.select(stroke.current.before)
      end()
    }
    globalThis.addEventListener('keydown', onKey, { capture: true })
    return () => {
      globalThis.removeEventListener('keydown', onKey, { capture: true })
      end()
    }
  }, [end])

  const hands: Hands = {
    onPointerDown: (event) => {
      wasStroke.current = false
      if (event.button !== 0 || event.pointerType === 'touch' || (event.target instanceof Element && event.target.closest('button'))) return
      const { left, top } = event.currentTarget.getBoundingClientRect()
      const at = { x: event.clientX, y: event.clientY }
      stroke.current = { from: { x: at.x - left, y: at.y - top }, at, before: props.selection, adds: event.shiftKey || event.ctrlKey || event.metaKey, frame: 0, last: event.timeStamp, shown: '-' }
    },
    onPointerMove: (event) => {
      const begun = stroke.current
      if (!begun) return
      const at = { x: event.clientX, y: event.clientY }
      if (begun.frame === 0) {
        if (Math.hypot(at.x - begun.at.x, at.y - begun.at.y) < LEAST) return
        event.currentTarget.setPointerCapture(event.pointerId)
        wasStroke.current = true
        begun.frame = requestAnimationFrame(beat)
      }
      begun.at = at
    },
    onPointerUp: () => {
      // What it touched last counts, also where the mouse was quicker than the page.
      if (stroke.current?.frame) beat(performance.now())
      end()
    },
    onPointerCancel: end,
    onClickCapture: (event) => { if (wasStroke.current) event.stopPropagation() },
    onDragStart: (event) => { event.preventDefault() },
  }
  return [drawn, hands]
}

/** Select what is at these places, with what was selected before where the stroke adds. */
function take(latest: RefObject<Props>, client: QueryClient, stroke: Stroke, places: readonly number[]): void {
  const { list, listing, select } = latest.current
  const put = (ids: readonly string[]): Selection => {
    const next = new Set([...(stroke.adds ? stroke.before : []), ...ids])
    select(next)
    return next
  }
  const known = places.flatMap((place) => listing.at(place)?.id ?? [])
  const mine = put(known)
  if (known.length === places.length || likeOf(list.where) !== undefined || isSelectedOnly(list.where)) return
  // Some were passed faster than they came.
  void client.query(idsQuery(list)).then((ids) => {
    if (latest.current.selection === mine) put(places.flatMap((place) => ids[place] ?? []))
  })
}
