import { describe, expect, it } from 'vitest'
import type { Job } from '@/api'
import { pace, secondsLeft, steady, withSample, type Sample } from './pace'

const job = (done: number, total: number | null, state: Job['state'] = 'running'): Job => ({
  id: 'a', name: 'ingest', dataset: null, title: '', state, progress: { done, total, unit: 'files', rate_per_s: 1, message: '' },
  error: null, created_at: '2026-11-22T10:00:00Z', started_at: null, finished_at: null,
})
const told = (...pairs: [number, number][]): Sample[] => pairs.reduce<Sample[]>((samples, [at, done]) => withSample(samples, { at, done }), [])

describe('the pace of a job', () => {
  it('is that of the last half minute', () => {
    expect(pace(told([0, 0], [100, 10], [110, 510], [120, 1010]))).toBe(50)
  })

  it('is not said from one moment', () => {
    expect([pace([]), pace(told([0, 5])), pace(told([0, 5], [1, 9]))]).toEqual([undefined, undefined, undefined])
  })

  it('starts again with a job that starts again', () => {
    expect(told([0, 500], [10, 3])).toEqual([{ at: 10, done: 3 }])
  })

  it('falls to nothing where a job stands still', () => {
    expect(pace(told([0, 9], [10, 9]))).toBe(0)
  })
})

describe('the time that is left', () => {
  it('is what is to do over the pace', () => {
    expect(secondsLeft(job(30, 90), 4)).toBe(15)
  })

  it.each([[job(1, null), 4], [job(1, 9), 0], [job(1, 9), undefined], [job(1, 9, 'queued'), 4]])('is not promised where it cannot be', (one, speed) => {
    expect(secondsLeft(one, speed)).toBeUndefined()
  })

  it('never passes below nothing', () => {
    expect(secondsLeft(job(95, 90), 4)).toBe(0)
  })

  it.each([[0, 5], [3, 5], [12, 15], [61, 70], [599, 600], [601, 660]])('of %d s reads as %d s', (seconds, shown) => {
    expect(steady(seconds)).toBe(shown)
  })
})
