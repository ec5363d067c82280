import { describe, expect, it } from 'vitest'
import { area, pull, touched } from './stroke'

// Four columns of 100 pixels, rows of 80; a gap of 8 after each.
const laid = { width: 424, height: 88, columns: 4, total: 10 }
const stroke = (x1: number, y1: number, x2: number, y2: number) => touched(area({ x: x1, y: y1 }, { x: x2, y: y2 }), laid)

describe('a stroke over the grid', () => {
  it('touches the tiles that it covers in part', () => {
    expect(stroke(50, 40, 150, 120)).toEqual([0, 1, 4, 5])
  })

  it('touches the same from whichever corner it begins', () => {
    expect(stroke(150, 120, 50, 40)).toEqual(stroke(50, 40, 150, 120))
  })

  it('touches one tile where it stays in it', () => {
    expect(stroke(110, 10, 120, 20)).toEqual([1])
  })

  it('touches nothing between the tiles', () => {
    expect(stroke(101, 10, 107, 20)).toEqual([])
    expect(stroke(10, 81, 20, 87)).toEqual([])
  })

  it('ends with the last record, and with the grid', () => {
    expect(stroke(0, 176, 2000, 2000)).toEqual([8, 9])
    expect(stroke(-50, -50, -10, -10)).toEqual([])
  })

  it('touches the one tile of a row that is as wide as the page', () => {
    expect(touched(area({ x: 300, y: 60 }, { x: 310, y: 120 }), { width: 800, height: 52, columns: 1, total: 5 })).toEqual([1, 2])
  })
})

describe('the edge of the page', () => {
  it('pulls it on, the more the deeper', () => {
    expect(pull(400, 60, 900)).toBe(0)
    expect(pull(870, 60, 900)).toBeGreaterThan(0)
    expect(pull(895, 60, 900)).toBeGreaterThan(pull(870, 60, 900))
    expect(pull(5000, 60, 900)).toBe(1800)
    expect(pull(70, 60, 900)).toBeLessThan(0)
    expect(pull(-5000, 60, 900)).toBe(-1800)
  })
})
