import { describe, expect, it } from 'vitest'
import { edgeOf, eventful, keyedTime, lanes } from './timeline'
import type { StreamRead } from './types'

const stream = (n: number, start_s: number, duration_s: number | null, offset_uncertainty_s: number | null = null): StreamRead => ({
  n, role: `s${n}`, modality: 'audio', media_type: 'audio/wav', path: '', size: 0, start_s, drift_ppm: 0, offset_uncertainty_s, width: null, height: null, duration_s, sample_rate: null, digest: '', probe: {},
})

describe('the lanes of a record', () => {
  it('stand where their streams begin and end', () => {
    const [picture, voice] = lanes([stream(0, 0, null), stream(1, 2, 4, 0.1)], 0, 8)
    expect(picture).toMatchObject({ left: 0, width: 0, moment: true, unsure: 0 })
    expect(voice).toMatchObject({ left: 0.25, width: 0.5, moment: false, unsure: 0.025 })
  })

  it('do not break where all is one moment', () => {
    expect(lanes([stream(0, 0, null)], 0, 0)[0]).toMatchObject({ left: 0, width: 0 })
  })
})

describe('the eventful stretch', () => {
  const log = { ...stream(2, -600, 700), modality: 'series' as const }

  it('is where something is seen or heard, with room around it', () => {
    expect(eventful([stream(0, 0, null), stream(1, 1, 9), log], -600, 100)).toEqual({ from: -1.5, to: 11.5 })
  })

  it('is not told where it is all, or nothing', () => {
    expect([eventful([stream(1, 1, 9)], 1, 10), eventful([log], -600, 100)]).toEqual([undefined, undefined])
  })
})

describe('the marks of the axis', () => {
  it('keep their numbers inside at both ends', () => {
    expect([0, 0.5, 1].map(edgeOf)).toEqual(['first', undefined, 'last'])
  })
})

describe('the playhead by keys', () => {
  it('moves a little, much, and to the ends', () => {
    expect([keyedTime('ArrowRight', false, 5, 0, 10), keyedTime('ArrowLeft', true, 5, 0, 10), keyedTime('Home', false, 5, -3, 10), keyedTime('a', false, 5, 0, 10)]).toEqual([5.1, 4, -3, undefined])
  })
})
