import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mayDiffer, seldom } from './fresh'

describe('calling seldom', () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

  it('calls at once, and once more for all the calls meanwhile', () => {
    const perform = vi.fn()
    const call = seldom(perform, 2_000)
    for (let n = 0; n < 5; n += 1) call()
    expect(perform).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(2_000)
    expect(perform).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(10_000)
    expect(perform).toHaveBeenCalledTimes(2)
  })

  it('goes on while calls go on, and never stops for them', () => {
    const perform = vi.fn()
    const call = seldom(perform, 2_000)
    for (let n = 0; n < 20; n += 1) {
      call()
      vi.advanceTimersByTime(500)
    }
    expect(perform).toHaveBeenCalledTimes(6)
  })
})

describe('a change of a data set', () => {
  it('concerns its records and whatever lists or tells of them', () => {
    const keys = [['records', 'd', 'page', {}, 0], ['record', 'r'], ['catalog', 'datasets', ''], ['overview'], ['ingest', 'deliveries', 'd']]
    expect(keys.map((key) => mayDiffer(key, 'd'))).toEqual([true, true, true, true, true])
  })

  it('concerns neither the records of others nor what was recorded, nor jobs, domains and people', () => {
    const keys = [['records', 'other', 'page', {}, 0], ['record', 'r', 0, 'series'], ['jobs'], ['domains', 'food'], ['identity', 'me']]
    expect(keys.map((key) => mayDiffer(key, 'd'))).toEqual([false, false, false, false, false])
  })
})
