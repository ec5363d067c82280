import { describe, expect, it } from 'vitest'
import type { Job } from '@/api'
import { fits, hasJustEnded, inOrder, portion, secondsTaken, withJob, type Filter } from './rules'

const job = (change: Partial<Job>): Job => ({
  id: 'a',
  name: 'ingest',
  dataset: null,
  title: '',
  state: 'running',
  progress: { done: 30, total: 90, unit: 'records', rate_per_s: 4, message: '' },
  error: null,
  created_at: '2026-11-22T10:00:00Z',
  started_at: null,
  finished_at: null,
  ...change,
})

describe('jobs', () => {
  it('stand with the running first, then the waiting, then the newest that ended', () => {
    const jobs = [
      job({ id: 'old', state: 'done', finished_at: '2026-11-20T10:00:00Z' }),
      job({ id: 'waiting', state: 'queued' }),
      job({ id: 'new', state: 'failed', finished_at: '2026-11-21T10:00:00Z' }),
      job({ id: 'running' }),
    ]

    expect(inOrder(jobs).map(({ id }) => id)).toEqual(['running', 'waiting', 'new', 'old'])
  })

  it('replace what was known of them, and join when they are new', () => {
    const jobs = [job({ id: 'a' }), job({ id: 'b' })]

    expect(withJob(jobs, job({ id: 'a', state: 'done' }), 9).map(({ id, state }) => [id, state])).toEqual([['b', 'running'], ['a', 'done']])
    expect(withJob(jobs, job({ id: 'c' }), 9)).toHaveLength(3)
  })

  it('leave the list by its end when there are too many', () => {
    const old = job({ id: 'old', state: 'done', finished_at: '2026-11-20T10:00:00Z' })

    expect(withJob([old, job({ id: 'b' })], job({ id: 'c' }), 2).map(({ id }) => id)).toEqual(['b', 'c'])
  })

  it('end once, when they were seen going', () => {
    const ended = job({ state: 'done' })

    expect([hasJustEnded([job({})], ended), hasJustEnded([ended], ended), hasJustEnded([], ended), hasJustEnded([job({})], job({}))])
      .toEqual([true, false, false, false])
  })

  it('tell how far they are, and never pass the whole', () => {
    const over = job({ progress: { ...job({}).progress, done: 95 } })
    const open = job({ progress: { ...job({}).progress, total: null } })

    expect([portion(job({})), portion(over), portion(job({ state: 'done' })), portion(open)]).toEqual([1 / 3, 1, 1, undefined])
  })

  it('fit what one wants to see', () => {
    const states = ['queued', 'running', 'done', 'failed', 'cancelled'] as const
    const shown = (filter: Filter): string[] => states.filter((state) => fits(job({ state }), filter))

    expect([shown('all').length, shown('active'), shown('failed'), shown('done')])
      .toEqual([5, ['queued', 'running'], ['failed'], ['done', 'cancelled']])
  })

  it('tell how long they took once they ended', () => {
    expect(secondsTaken(job({ started_at: '2026-11-22T10:00:00Z', finished_at: '2026-11-22T10:01:30Z' }))).toBe(90)
    expect(secondsTaken(job({ started_at: '2026-11-22T10:00:00Z' }))).toBeUndefined()
  })
})
