/** The map itself: dots that one moves, enlarges, hovers and catches, by mouse, by finger and by keyboard. */
import { useEffect, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import classes from './Map.module.css'
import type { Dots } from './raster'
import { useView, type Look } from './useView'
import { box, caught, circle, nearest, panned, toMap, whole, zoomed, type Point } from './view'

export const tools = ['pan', 'box', 'lasso'] as const
export type Tool = (typeof tools)[number]

interface Props {
  dots: Dots
  tool: Tool
  /** Places that were caught; `more` keeps what was selected before. */
  onCatch: (places: number[], more: boolean) => void
  onHover: (place: number | undefined, at: Point) => void
  onOpen: (place: number) => void
}

const STEP = 48
const NEARER = 1.35
const CIRCLE = 56

export function MapCanvas({ dots, tool, onCatch, onHover, onOpen }: Props) {
  const { t, i18n } = useTranslation()
  const { canvas, now, turn } = useView(dots)
  const [stroke, setStroke] = useState<Point[]>([])
  useWheel(canvas, turn)
  const find = (at: Point): number | undefined => {
    const { view, size } = now()
    return nearest(dots.places, toMap(view, size, at), 8 / view.scale)
  }
  const taken = (points: readonly Point[], more: boolean): void => {
    const { view, size } = now()
    onCatch(caught(dots.places, points.map((point) => toMap(view, size, point))), more)
  }
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>): void => {
    const at = place(event)
    if (event.buttons === 0) { onHover(find(at), at); return }
    if (tool === 'pan' && !event.shiftKey) turn((view) => panned(view, event.movementX, event.movementY))
    else if (stroke.length > 0) setStroke(tool === 'lasso' ? [...stroke, at] : box(stroke[0] ?? at, at))
  }
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    onHover(undefined, place(event))
    if (tool !== 'pan' || event.shiftKey) setStroke([place(event)])
  }
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>): void => {
    const more = event.ctrlKey || event.metaKey
    if (stroke.length > 2) taken(stroke, more)
    setStroke([])
  }
  const onKeyDown = (event: KeyboardEvent<HTMLCanvasElement>): void => {
    const step = turnOf(event.key)
    const { size } = now()
    if (step) turn(step)
    else if (event.key === ' ') taken(circle({ x: size.width / 2, y: size.height / 2 }, CIRCLE), true)
    else return
    event.preventDefault()
  }
  return (
    <div className={classes.stage}>
      <canvas
        ref={canvas} className={classes.canvas} data-tool={tool} tabIndex={0} role="application"
        aria-label={t('records.map.canvas', { number: number(dots.places.x.length, i18n.language) })}
        onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp} onPointerCancel={() => { setStroke([]) }}
        onPointerLeave={(event) => { onHover(undefined, place(event)) }} onKeyDown={onKeyDown}
        onDoubleClick={(event) => { const found = find(place(event)); if (found !== undefined) onOpen(found) }}
      />
      <svg className={classes.overlay} aria-hidden="true">
        <circle className={classes.aim} cx="50%" cy="50%" r={CIRCLE} />
        {stroke.length > 1 && <polygon className={classes.stroke} points={stroke.map(({ x, y }) => `${x},${y}`).join(' ')} />}
      </svg>
      <div className={classes.zoom}>
        <button type="button" aria-label={t('records.map.zoom_in')} onClick={() => { turn((view, size) => zoomed(view, size, NEARER, middle(size))) }}>+</button>
        <button type="button" aria-label={t('records.map.zoom_out')} onClick={() => { turn((view, size) => zoomed(view, size, 1 / NEARER, middle(size))) }}>−</button>
        <button type="button" aria-label={t('records.map.reset')} title={t('records.map.reset')} onClick={() => { turn((_, size) => whole(size)) }}>⤢</button>
      </div>
    </div>
  )
}

type Turn = Parameters<Look['turn']>[0]

const middle = ({ width, height }: { width: number; height: number }): Point => ({ x: width / 2, y: height / 2 })

function place(event: { clientX: number; clientY: number; currentTarget: Element }): Point {
  const { left, top } = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - left, y: event.clientY - top }
}

function turnOf(key: string): Turn | undefined {
  switch (key) {
    case 'ArrowLeft': return (view) => panned(view, STEP, 0)
    case 'ArrowRight': return (view) => panned(view, -STEP, 0)
    case 'ArrowUp': return (view) => panned(view, 0, STEP)
    case 'ArrowDown': return (view) => panned(view, 0, -STEP)
    case '+': case '=': return (view, size) => zoomed(view, size, NEARER, middle(size))
    case '-': return (view, size) => zoomed(view, size, 1 / NEARER, middle(size))
    case '0': return (_, size) => whole(size)
    default: return undefined
  }
}

/** React listens to wheels passively, and then the page would scroll as well. */
function useWheel(canvas: Look['canvas'], turn: Look['turn']): void {
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault()
      const { left, top } = element.getBoundingClientRect()
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016))
      turn((view, size) => zoomed(view, size, factor, { x: event.clientX - left, y: event.clientY - top }))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => { element.removeEventListener('wheel', onWheel) }
  }, [canvas, turn])
}
