import { describe, expect, it } from 'vitest'
import { readAnnotations, type TrackNote } from '../annotations'
import { placeAt } from './rules'

const frame = (time_s: number, x: number, more = {}) => ({ time_s, x, y: 0, width: 10, height: 10, ...more })

function track(...keyframes: object[]): TrackNote {
  const [note] = readAnnotations([{ type: 'track', label: 'cup', keyframes }]).notes
  if (note?.type !== 'track') throw new Error('not a track')
  return note
}

describe('a tracked thing', () => {
  it('moves in a straight line between its key frames, given in any order', () => {
    const cup = track(frame(2, 100, { rotation: 90 }), frame(0, 0))
    expect([0, 0.5, 2].map((time) => placeAt(cup, time)?.x)).toEqual([0, 25, 100])
    expect(placeAt(cup, 1)?.rotation).toBe(45)
  })

  it('is nowhere before its first, after its last, and while it is outside', () => {
    const cup = track(frame(1, 0), frame(2, 10, { outside: true }), frame(3, 20), frame(4, 30))
    expect([0.5, 1.5, 2.5, 3.5, 4.5].map((time) => placeAt(cup, time)?.x)).toEqual([undefined, 5, undefined, 25, undefined])
  })

  it('is refused as a whole when one key frame cannot be read', () => {
    expect(readAnnotations([{ type: 'track', label: 'cup', keyframes: [frame(0, 0), { time_s: 1 }] }, { type: 'track', label: 'cup', keyframes: [] }]).unreadable).toBe(2)
  })
})
