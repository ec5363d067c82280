import { describe, expect, it } from 'vitest'
import type { Happened, Job } from '@/api'
import { isUnread, newsOf } from './rules'

const job = (id: string, state: Job['state'], finished: string | null, name = 'ingest'): Job => ({
  id, name, dataset: null, title: '', state, progress: { done: 1, total: 1, unit: '', rate_per_s: 0, message: '' }, error: null,
  created_at: '2026-11-22T08:00:00Z', started_at: null, finished_at: finished,
})
const happened = (kind: string, at: string, tells = true): Happened => ({ at, kind, station: 'quality', text: kind, dataset: 'd', href: '/datasets/d', is_notice: tells })
const ids = (jobs: readonly Job[], activity: readonly Happened[] = [], most?: number): string[] => newsOf(jobs, activity, most).map(({ text, id }) => text ?? id)

describe('news', () => {
  it('is what ended by itself, the newest first', () => {
    const jobs = [job('old', 'done', '2026-11-22T09:00:00Z'), job('running', 'running', null), job('new', 'failed', '2026-11-22T10:00:00Z'), job('mine', 'cancelled', '2026-11-22T11:00:00Z')]

    expect(ids(jobs)).toEqual(['new', 'old'])
    expect(ids(jobs, [], 1)).toHaveLength(1)
  })

  it('tells of what others did between the jobs, in the order of time, whatever the zone', () => {
    const jobs = [job('early', 'done', '2026-11-22T09:00:00+00:00'), job('late', 'done', '2026-11-22T11:00:00Z')]

    expect(ids(jobs, [happened('released', '2026-11-22T19:00:00+09:00'), happened('opened', '2026-11-22T12:00:00Z', false)])).toEqual(['late', 'released', 'early'])
  })

  it('tells of a verdict once, and of a verification that failed to run', () => {
    const jobs = [job('verified', 'done', '2026-11-22T10:00:00Z', 'verify'), job('broken', 'failed', '2026-11-22T09:00:00Z', 'verify')]
    const verdict = happened('verified_fail', '2026-11-22T10:00:00Z')

    expect(newsOf(jobs, [verdict]).map(({ tone, text }) => [tone, text])).toEqual([['bad', 'verified_fail'], ['bad', undefined]])
  })

  it('is unread where it came after one looked, whatever the zone it is written in', () => {
    const at = '2026-11-22T10:00:00+00:00'

    expect([isUnread({ at }, '2026-11-22T09:59:59Z'), isUnread({ at }, '2026-11-22T10:00:00Z'), isUnread({ at }, '2026-11-22T19:00:01+09:00')]).toEqual([true, false, false])
  })

  it('is all known on the first visit', () => {
    expect(isUnread({ at: '2026-11-22T10:00:00Z' }, undefined)).toBe(false)
  })
})
