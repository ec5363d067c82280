import { describe, expect, it } from 'vitest'
import { box, caught, circle, dotSize, inside, nearest, panned, toMap, toScreen, whole, zoomed } from './view'

const size = { width: 800, height: 600 }
const places = { x: Float32Array.from([0.1, 0.5, 0.9, 0.52]), y: Float32Array.from([0.1, 0.5, 0.9, 0.5]) }

describe('the view of a map', () => {
  it('shows all of it at first', () => {
    const view = whole(size)
    const corners = [toScreen(view, size, 0, 0), toScreen(view, size, 1, 1)]

    expect(corners.every(({ x, y }) => x >= 0 && x <= 800 && y >= 0 && y <= 600)).toBe(true)
  })

  it('leads from the map to the screen and back', () => {
    const view = { x: 0.3, y: 0.6, scale: 1234 }
    const there = toScreen(view, size, 0.42, 0.17)

    expect(toMap(view, size, there).x).toBeCloseTo(0.42)
    expect(toMap(view, size, there).y).toBeCloseTo(0.17)
  })

  it('zooms about the mouse', () => {
    const at = { x: 200, y: 450 }
    const before = whole(size)
    const after = zoomed(before, size, 2, at)

    expect(after.scale).toBeCloseTo(before.scale * 2)
    expect(toMap(after, size, at).x).toBeCloseTo(toMap(before, size, at).x)
    expect(toMap(after, size, at).y).toBeCloseTo(toMap(before, size, at).y)
  })

  it('cannot be lost by moving or zooming', () => {
    const far = panned(whole(size), 1e9, -1e9)

    expect([far.x, far.y]).toEqual([-0.2, 1.2])
    expect(zoomed(whole(size), size, 1e9, { x: 0, y: 0 }).scale).toBe(whole(size).scale * 400)
  })

  it('draws larger dots where there are few', () => {
    expect(dotSize(whole(size), size, 500)).toBeGreaterThan(dotSize(whole(size), size, 50_000))
  })
})

describe('what a stroke catches', () => {
  it('is what lies inside a box, whichever corner came first', () => {
    const corners = [{ x: 0.4, y: 0.4 }, { x: 0.6, y: 0.6 }] as const

    expect(caught(places, box(corners[0], corners[1]))).toEqual([1, 3])
    expect(caught(places, box(corners[1], corners[0]))).toEqual([1, 3])
  })

  it('is not what lies in the bay of a lasso', () => {
    const horseshoe = [{ x: 0, y: 0 }, { x: 3, y: 0 }, { x: 3, y: 3 }, { x: 2, y: 3 }, { x: 2, y: 1 }, { x: 1, y: 1 }, { x: 1, y: 3 }, { x: 0, y: 3 }]

    expect([inside(horseshoe, 0.5, 2), inside(horseshoe, 1.5, 2), inside(horseshoe, 1.5, 0.5)]).toEqual([true, false, true])
  })

  it('is what lies inside a circle, and nothing in an empty stroke', () => {
    expect(caught(places, circle({ x: 0.51, y: 0.5 }, 0.05))).toEqual([1, 3])
    expect(caught(places, [])).toEqual([])
  })

  it('is the nearest within reach', () => {
    expect([nearest(places, { x: 0.515, y: 0.5 }, 0.05), nearest(places, { x: 0.7, y: 0.2 }, 0.05)]).toEqual([3, undefined])
  })
})
