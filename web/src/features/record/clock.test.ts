import { describe, expect, it } from 'vitest'
import { atMoment, axisMarks, clockText, frameAt, lasting, middleOfFrame, startsOf, toRecord, toStream, wholeSpan } from './clock'

const stream = (start_s: number, duration_s: number | null = null, drift_ppm = 0) => ({ start_s, duration_s, drift_ppm })

describe('the clock of a record', () => {
  it('carries a time to a stream and back, drift included', () => {
    const fast = stream(1.5, 3600, 100)
    expect(toStream(fast, 3601.5)).toBeCloseTo(3600.36)
    for (const time of [-3, 0, 1.5, 1e5]) expect(toRecord(fast, toStream(fast, time)) - time).toBeCloseTo(0)
  })

  it('lets a fast clock end earlier than its own count says', () => {
    expect(lasting(stream(10, 1000, 1000)).to).toBeCloseTo(10 + 1000 / 1.001)
  })

  it('spans all streams, those before the start too', () => {
    expect(wholeSpan([stream(0), stream(1.2, 4), stream(-600, 700)])).toEqual({ from: -600, to: 100 })
    expect(wholeSpan([])).toEqual({ from: 0, to: 0 })
  })

  it('knows which picture belongs to a moment', () => {
    const pictures = [stream(2), stream(0), stream(5)]
    expect([-1, 0, 1.9, 2, 4.9, 60].map((time) => atMoment(pictures, time)?.start_s)).toEqual([0, 0, 0, 2, 2, 5])
    expect([pictures.slice(3)].map((none) => atMoment(none, 1))).toEqual([undefined])
  })
})

describe('the frames of a video', () => {
  it('start where their ticks say', () => {
    expect(startsOf({ time_base: [1, 30_000], pts: [0, 1001, 2002] })).toEqual([0, 1001 / 30_000, 2002 / 30_000])
  })

  const starts = Array.from({ length: 30 }, (_, at) => at * (1001 / 30_000))

  it('are named by their presentation time', () => {
    expect(starts.map((start) => frameAt(starts, start))).toEqual(starts.map((_, at) => at))
    expect([frameAt(starts, -1), frameAt(starts, 99), frameAt([], 1)]).toEqual([0, 29, 0])
  })

  it('are sought in their middle, the last one too', () => {
    const duration = 30 * (1001 / 30_000)
    expect(starts.map((_, at) => frameAt(starts, middleOfFrame(starts, at, duration)))).toEqual(starts.map((_, at) => at))
  })
})

describe('times in words', () => {
  it('carry into minutes and hours', () => {
    expect([0, 1.0004, 59.9996, 62.345, 3600, -10, -0.0001].map((time) => clockText(time))).toEqual([
      '0:00.000', '0:01.000', '1:00.000', '1:02.345', '1:00:00.000', '−0:10.000', '0:00.000',
    ])
    expect(clockText(75, 0)).toBe('1:15')
  })

  it('mark an axis at round steps', () => {
    expect([axisMarks(0, 4.2, 6), axisMarks(-600, 100, 5), axisMarks(3, 3, 5)]).toEqual([[0, 1, 2, 3, 4], [-600, -300, 0], [3]])
  })
})
