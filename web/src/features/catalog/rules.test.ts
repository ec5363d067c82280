import { describe, expect, it } from 'vitest'
import type { Dataset } from '@/api'
import { buildCommand, shellWord, totals } from './rules'

const dataset = (change: Partial<Dataset>): Dataset => ({
  id: 'a', name: 'fridge', title: '냉장고', domain: 'food', records: 10, labelled: 4, size: 1_000,
  visibility: 'private', issues: 0, latest_release: null, updated_at: '2026-11-22T10:00:00Z', ...change,
})

describe('data sets together', () => {
  it('add up', () => {
    const sets = [dataset({ issues: 1, latest_release: null }), dataset({ id: 'b', records: 5, labelled: 5, issues: 0, latest_release: 1 })]

    expect(totals(sets)).toEqual({ datasets: 2, records: 15, labelled: 9, issues: 1, released: 1 })
  })

  it('are nothing when there are none', () => {
    expect(totals([])).toEqual({ datasets: 0, records: 0, labelled: 0, issues: 0, released: 0 })
  })
})

describe('the command to copy', () => {
  it('names the folder and the domain', () => {
    expect(buildCommand('내-폴더', 'food', '릴리스')).toBe('dure build 내-폴더 --domain food --to 릴리스')
  })

  it('quotes what a shell would read otherwise', () => {
    expect([shellWord('내 사진'), shellWord("it's; rm"), shellWord('')]).toEqual(["'내 사진'", "'it'\\''s; rm'", "''"])
  })
})
