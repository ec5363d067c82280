/** The view of the map, kept outside of React, so that moving it draws dots and nothing else. */
import { useCallback, useEffect, useRef, type RefObject } from 'react'
import { draw, type Dots } from './raster'
import { whole, type Size, type View } from './view'

export interface Look {
  canvas: RefObject<HTMLCanvasElement | null>
  /** The view and the size of the window, as they are now. */
  now: () => { view: View; size: Size }
  /** Look from elsewhere; undefined looks at all of it. */
  turn: (next: (view: View, size: Size) => View) => void
}

export function useView(dots: Dots): Look {
  const canvas = useRef<HTMLCanvasElement>(null)
  const state = useRef<{ view: View | undefined; size: Size; frame: number; image: ImageData | undefined }>({ view: undefined, size: { width: 1, height: 1 }, frame: 0, image: undefined })
  const latest = useRef(dots)

  const now = useCallback(() => {
    const { view, size } = state.current
    return { view: view ?? whole(size), size }
  }, [])

  const paint = useCallback(() => {
    state.current.frame = 0
    const context = canvas.current?.getContext('2d')
    if (!canvas.current || !context) return
    const { width, height } = canvas.current
    if (state.current.image?.width !== width || state.current.image.height !== height) state.current.image = context.createImageData(width, height)
    const image = state.current.image
    const { view, size } = now()
    draw({ width, height, pixels: new Uint32Array(image.data.buffer) }, view, width / size.width, latest.current)
    context.putImageData(image, 0, 0)
  }, [now])

  const repaint = useCallback(() => {
    if (state.current.frame === 0) state.current.frame = requestAnimationFrame(paint)
  }, [paint])

  const turn = useCallback((next: (view: View, size: Size) => View) => {
    const { view, size } = now()
    state.current.view = next(view, size)
    repaint()
  }, [now, repaint])

  useEffect(() => {
    latest.current = dots
    repaint()
  }, [dots, repaint])

  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element
      const ratio = Math.min(2, globalThis.devicePixelRatio)
      state.current.size = { width: Math.max(1, width), height: Math.max(1, height) }
      element.width = Math.max(1, Math.round(width * ratio))
      element.height = Math.max(1, Math.round(height * ratio))
      paint() // at once: a canvas that was resized is empty
    })
    observer.observe(element)
    const { current } = state
    return () => {
      observer.disconnect()
      cancelAnimationFrame(current.frame)
      current.frame = 0
    }
  }, [paint])

  return { canvas, now, turn }
}
