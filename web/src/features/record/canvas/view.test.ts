import { describe, expect, it } from 'vitest'
import { fit, panBy, toPicture, toScreen, zoomAt } from './view'

const picture = { width: 2000, height: 1000 }
const frame = { width: 800, height: 600 }

describe('the view of a picture', () => {
  it('shows all of it in the middle', () => {
    expect(fit(picture, frame)).toEqual({ scale: 0.4, x: 0, y: 100 })
  })

  it('does not blow a small picture up beyond four times', () => {
    expect(fit({ width: 32, height: 32 }, frame)).toEqual({ scale: 4, x: 336, y: 236 })
  })

  it('keeps what is under the pointer there while zooming', () => {
    const start = fit(picture, frame)
    const pointer = { x: 300, y: 300 }
    const under = toPicture(start, pointer)
    const zoomed = zoomAt(start, 3, pointer, picture, frame)
    expect(zoomed.scale).toBeCloseTo(1.2)
    expect(toScreen(zoomed, under).x).toBeCloseTo(pointer.x)
    expect(toScreen(zoomed, under).y).toBeCloseTo(pointer.y)
  })

  it('zooms neither in nor out without end', () => {
    const start = fit(picture, frame)
    expect(zoomAt(start, 1e6, { x: 0, y: 100 }, picture, frame).scale).toBe(40)
    expect(zoomAt(start, 1e-6, { x: 0, y: 100 }, picture, frame).scale).toBeCloseTo(0.2)
  })

  it('never loses the picture by panning', () => {
    const far = panBy(fit(picture, frame), 1e6, -1e6, picture, frame)
    expect([far.x, far.y]).toEqual([752, -352])
  })
})
