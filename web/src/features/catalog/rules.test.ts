import { describe, expect, it } from 'vitest'
import type { Dataset } from '@/api'
import { buildCommand, chosen, leaf, owners, parts, shellWord, totals, type Choice } from './rules'

const dataset = (change: Partial<Dataset>): Dataset => ({
  id: 'a', name: 'fridge', title: '냉장고', domain: 'food', records: 10, labelled: 4, size: 1_000,
  visibility: 'private', owner: 'Hanbit', mine: true, issues: 0, latest_release: null, updated_at: '2026-11-22T10:00:00Z', ...change,
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

describe('choosing among data sets', () => {
  const sets = [
    dataset({ id: 'a', name: 'b-food', title: '', domain: 'food', records: 10, labelled: 10, updated_at: '2026-11-01T00:00:00Z' }),
    dataset({ id: 'b', name: 'a-fabric', title: '', domain: 'fabric', records: 30, labelled: 3, visibility: 'alliance', owner: 'Saebom', mine: false, updated_at: '2026-11-03T00:00:00Z' }),
    dataset({ id: 'c', name: 'empty', title: '', domain: 'food', records: 0, labelled: 0, updated_at: '2026-11-02T00:00:00Z' }),
  ]
  const ids = (choice: Choice): string => chosen(sets, choice, 'ko').map(({ id }) => id).join('')

  it.each([['updated', 'bca'], ['name', 'bac'], ['records', 'bac'], ['labelled', 'bac'], ['constructor', 'bac']])('orders by %s', (sort, order) => {
    expect(ids({ sort })).toBe(order)
  })

  it('begins with what changed last, and asks for all where nothing is chosen', () => {
    expect(ids({})).toBe('bca')
  })

  it('keeps those of one owner', () => {
    expect([ids({ owner: 'Saebom' }), ids({ owner: 'Hanbit' }), ids({ owner: 'nobody' })]).toEqual(['b', 'ca', ''])
  })

  it('names the owners, one’s own organisation first', () => {
    expect(owners(sets, 'ko')).toEqual([{ name: 'Hanbit', mine: true }, { name: 'Saebom', mine: false }])
  })

  it('keeps those of a domain and a visibility', () => {
    expect([ids({ domain: 'food' }), ids({ visibility: 'alliance' }), ids({ domain: 'food', visibility: 'alliance' })]).toEqual(['ca', 'b', ''])
  })
})

describe('parts of a whole', () => {
  it('are called by their last word', () => {
    expect([leaf('식품 / 과일 / 사과'), leaf('a/b'), leaf('')]).toEqual(['사과', 'a/b', ''])
  })

  it('stand with the largest first, without those that are none', () => {
    expect(parts({ train: 3, test: 5, none: 0 })).toEqual([{ key: 'test', count: 5 }, { key: 'train', count: 3 }])
  })
})
