import { describe, expect, it } from 'vitest'
import { byStation, inOrder, tally } from './rules'

const row = (title: string, station: 'ingest' | 'quality' | 'clearing', planted: number, found: number) => ({ kind: title, title, station, planted, found, missed: [], others: 0 })
const rows = [row('blurred', 'quality', 4, 4), row('gap', 'quality', 4, 1), row('corrupt', 'ingest', 3, 3), row('position', 'clearing', 2, 2)]

describe('planted against found', () => {
  it('adds up, as a whole and station by station', () => {
    expect(tally(rows)).toEqual({ planted: 13, found: 10 })
    expect(byStation(rows)).toEqual([{ station: 'ingest', planted: 3, found: 3 }, { station: 'deidentify', planted: 2, found: 2 }, { station: 'quality', planted: 8, found: 5 }])
    expect(byStation([])).toEqual([])
  })

  it('puts what was missed first', () => {
    expect(inOrder(rows).map(({ title }) => title)).toEqual(['gap', 'position', 'corrupt', 'blurred'])
  })
})
