import { describe, expect, it } from 'vitest'
import type { Job } from '@/api'
import { isUnread, newsOf } from './rules'

const job = (id: string, state: Job['state'], finished: string | null): Job => ({
  id, name: 'ingest', state, progress: { done: 1, total: 1, unit: '', rate_per_s: 0, message: '' }, error: null,
  created_at: '2026-11-22T08:00:00Z', started_at: null, finished_at: finished,
})

describe('news', () => {
  it('is what ended by itself, the newest first', () => {
    const jobs = [job('old', 'done', '2026-11-22T09:00:00Z'), job('running', 'running', null), job('new', 'failed', '2026-11-22T10:00:00Z'), job('mine', 'cancelled', '2026-11-22T11:00:00Z')]

    expect(newsOf(jobs).map(({ id }) => id)).toEqual(['new', 'old'])
    expect(newsOf(jobs, 1)).toHaveLength(1)
  })

  it('is unread where it came after one looked, whatever the zone it is written in', () => {
    const late = job('a', 'done', '2026-11-22T10:00:00+00:00')

    expect([isUnread(late, '2026-11-22T09:59:59Z'), isUnread(late, '2026-11-22T10:00:00Z'), isUnread(late, '2026-11-22T19:00:01+09:00')]).toEqual([true, false, false])
  })

  it('is all known on the first visit, and a job that goes on is never news', () => {
    expect([isUnread(job('a', 'done', '2026-11-22T10:00:00Z'), undefined), isUnread(job('b', 'running', null), '2026-11-22T09:00:00Z')]).toEqual([false, false])
  })
})
