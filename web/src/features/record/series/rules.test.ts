import { describe, expect, it } from 'vitest'
import { byUnit, moveWindow, rowAt, withGaps, zoomWindow } from './rules'

const whole = { from_s: 0, to_s: 100 }

describe('a series', () => {
  it('has a hole where nothing was measured, and none outside', () => {
    const series = { columns: [], t: [0, 1, 5, 6], values: [[1, 2, 3, 4], [9, null, 8, 7]], gaps: [[1, 5], [-9, -3]], total_rows: 4, thinned: false }
    expect(withGaps(series)).toEqual({ times: [0, 1, 3, 5, 6], columns: [[1, 2, null, 3, 4], [9, null, null, 8, 7]] })
  })

  it('draws what is measured in the same unit together', () => {
    expect(byUnit([{ name: 'P1', unit: 'W' }, { name: 'T', unit: '°C' }, { name: 'P8', unit: 'W' }, { name: 'n', unit: '' }, { name: 'm', unit: '' }])).toEqual([
      { unit: 'W', columns: [{ name: 'P1', at: 0 }, { name: 'P8', at: 2 }] }, { unit: '°C', columns: [{ name: 'T', at: 1 }] }, { unit: '', columns: [{ name: 'n', at: 3 }] }, { unit: '', columns: [{ name: 'm', at: 4 }] },
    ])
  })

  it('zooms about a point and stays inside', () => {
    expect(zoomWindow(whole, 0.5, 20, whole)).toEqual({ from_s: 10, to_s: 60 })
    expect(zoomWindow({ from_s: 80, to_s: 100 }, 2, 100, whole)).toEqual({ from_s: 60, to_s: 100 })
    expect(zoomWindow({ from_s: 10, to_s: 60 }, 99, 20, whole)).toEqual(whole)
  })

  it('moves by a share of what is seen, and not out of the whole', () => {
    expect([moveWindow({ from_s: 10, to_s: 30 }, 0.5, whole), moveWindow({ from_s: 10, to_s: 30 }, -5, whole)]).toEqual([{ from_s: 20, to_s: 40 }, { from_s: 0, to_s: 20 }])
  })

  it('gives the last row until a time', () => {
    expect([-1, 0, 0.5, 6, 99].map((time) => rowAt([0, 1, 6], time))).toEqual([undefined, 0, 0, 2, 2])
  })
})
