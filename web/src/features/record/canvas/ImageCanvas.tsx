/** A picture with its shapes on two layers: the picture below, what moves above. */
import { Skeleton } from '@mantine/core'
import { useElementSize, useMergedRef } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '@/ui'
import classes from './Canvas.module.css'
import { CanvasTools } from './CanvasTools'
import type { Shape } from './geometry'
import { indexShapes } from './hits'
import { paintName, paintPicture, paintShape, prepare, type Look } from './paint'
import { useImage } from './useImage'
import { useView } from './useView'
import { toPicture, type Size } from './view'

const REACH = 8 // CSS pixels around a keypoint
const MANY = 40 // more names than that hide the picture

interface Props {
  src: string
  /** What the picture shows, for those who do not see it. */
  label: string
  /** Size that the shapes are given in. */
  picture: Size
  /** Those to draw. */
  shapes: readonly Shape[]
  look: Look
  hovered: string | undefined
  onHover: (key: string | undefined) => void
  /** Brought before the eye when it changes. */
  chosen: Shape | undefined
  onChoose: (key: string | undefined) => void
}

export function ImageCanvas({ src, label, picture, shapes, look, hovered, onHover, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const { ref: sized, width, height } = useElementSize<HTMLDivElement>()
  const frame = useMemo(() => ({ width, height }), [width, height])
  const element = useRef<HTMLDivElement>(null)
  const base = useRef<HTMLCanvasElement>(null)
  const top = useRef<HTMLCanvasElement>(null)
  const image = useImage(src)
  const viewing = useView(element, picture, frame)
  const { view, showPart } = viewing
  const hits = useMemo(() => indexShapes(shapes), [shapes])
  const [light, setLight] = useState({ brightness: 100, contrast: 100 })
  const pressedAt = useRef({ x: 0, y: 0 })

  useEffect(() => {
    if (base.current === null || frame.width === 0) return
    const context = prepare(base.current, frame)
    if (context && image.state === 'shown') paintPicture(context, image.image, picture, view)
  }, [image, picture, view, frame])

  useEffect(() => {
    if (top.current === null || frame.width === 0) return
    const context = prepare(top.current, frame)
    if (context === null) return
    const strong = (shape: Shape): boolean => shape.key === hovered || shape === chosen
    for (const shape of shapes) if (!strong(shape)) paintShape(context, shape, view, look, false)
    if (shapes.length <= MANY) for (const shape of shapes) paintName(context, shape, view, frame, look)
    for (const shape of shapes.filter(strong)) {
      paintShape(context, shape, view, look, true)
      paintName(context, shape, view, frame, look)
    }
  }, [shapes, view, frame, look, hovered, chosen])

  useEffect(() => {
    if (chosen) showPart(chosen)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new choice moves the picture
  }, [chosen])

  const under = (event: PointerEvent): string | undefined => {
    const { left, top: above } = event.currentTarget.getBoundingClientRect()
    return hits(toPicture(view, { x: event.clientX - left, y: event.clientY - above }), REACH / view.scale)?.key
  }
  const moved = (event: PointerEvent): boolean => Math.hypot(event.clientX - pressedAt.current.x, event.clientY - pressedAt.current.y) > 4

  return (
    <div className={classes.frame}>
      <CanvasTools viewing={viewing} light={light} onLight={setLight} />
      <div
        ref={useMergedRef(sized, element)} className={classes.board} role="img" aria-label={label}
        style={{ cursor: hovered === undefined ? 'grab' : 'pointer' }}
        {...viewing.hands}
        onPointerDown={(event) => {
          pressedAt.current = { x: event.clientX, y: event.clientY }
          viewing.hands.onPointerDown(event)
        }}
        onPointerMove={(event) => {
          viewing.hands.onPointerMove(event)
          if (event.buttons === 0) onHover(under(event))
        }}
        onPointerUp={(event) => {
          viewing.hands.onPointerUp(event)
          if (!moved(event)) onChoose(under(event))
        }}
        onPointerLeave={() => { onHover(undefined) }}
      >
        <canvas ref={base} className={classes.layer} style={{ filter: `brightness(${light.brightness}%) contrast(${light.contrast}%)` }} />
        <canvas ref={top} className={classes.layer} />
        {image.state === 'loading' && <Skeleton className={classes.layer ?? ''} radius={0} />}
      </div>
      {image.state === 'failed' && (
        <div className={classes.failed}>
          <EmptyState title={t('record.image.failed')} icon="image">
            <button type="button" className={classes.link} onClick={image.retry}>{t('app.retry')}</button>
          </EmptyState>
        </div>
      )}
    </div>
  )
}
