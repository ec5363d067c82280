import { describe, expect, it } from 'vitest'
import type { Overview } from '@/api'
import { cut, isBuilt, loop, patchOf, placeOf } from './rules'

const overview: Overview = {
  datasets: 2, records: 100, labelled: 60, size: 1000, providers: 1, simulated: false,
  by_station: {
    ingest: { files: 120, issues: 3, running: 1 },
    autolabel: { suggested: 40, accepted: 25, running: 0 },
    quality: { findings: 7, errors: 0, verdicts: { pass: 1, warn: 1, fail: 0 }, running: 0 },
    release: { versions: 2, latest: [{ name: 'fridge', version: 3, at: '2026-11-22T10:00:00Z' }], running: 0 },
    catalog: { datasets: 2, records: 100 },
    label: { labelled: 60, unlabelled: 40 },
  },
  waiting: [],
}

describe('a patch of the loop', () => {
  it('tells its figure and how it fares', () => {
    expect(patchOf('ingest', overview)).toEqual({ figure: 120, running: 1, facts: [{ term: 'issues', tone: 'warn', values: { number: 3 } }] })
    expect(patchOf('label', overview).share).toBe(0.6)
    expect(patchOf('quality', overview).facts[0]).toEqual({ term: 'verdicts', tone: 'good', values: { pass: 1, warn: 1, fail: 0 } })
    expect(patchOf('release', overview).facts[0]?.values).toEqual({ name: 'fridge@3' })
  })

  it('says so where nothing has been done yet', () => {
    const { by_station: by } = overview
    const empty: Overview = { ...overview, by_station: { ...by, ingest: { files: 0, issues: 0, running: 0 }, quality: { ...by.quality, verdicts: { pass: 0, warn: 0, fail: 0 } }, release: { versions: 0, latest: [], running: 0 }, label: { labelled: 0, unlabelled: 0 } } }

    expect((['ingest', 'quality', 'release', 'label'] as const).map((one) => patchOf(one, empty).facts[0]?.term)).toEqual(['no_files', 'unverified', 'unreleased', 'no_records'])
    expect(patchOf('label', empty).share).toBeUndefined()
  })

  it('praises only where there was something to do', () => {
    const { by_station: by } = overview
    const done: Overview = { ...overview, by_station: { ...by, ingest: { files: 9, issues: 0, running: 0 }, label: { labelled: 9, unlabelled: 0 } } }

    expect((['ingest', 'label'] as const).map((one) => patchOf(one, done).facts[0])).toEqual([{ term: 'no_issues', tone: 'good', values: {} }, { term: 'all_labelled', tone: 'good', values: {} }])
  })

  it('warns where a report failed', () => {
    const quality = { ...overview.by_station.quality, verdicts: { pass: 5, warn: 0, fail: 1 } }

    expect(patchOf('quality', { ...overview, by_station: { ...overview.by_station, quality } }).facts[0]?.tone).toBe('warn')
  })

  it('leads to what waits there, to the newest release, or to the data sets', () => {
    const waiting = [{ kind: 'quality', text: '“fridge” has 3 findings to mend.', dataset: 'd', count: 3, href: '/datasets/d?tab=quality' }]

    expect((['quality', 'release', 'label'] as const).map((one) => placeOf(one, { ...overview, waiting }))).toEqual(['/datasets/d?tab=quality', '/releases/fridge@3', '/datasets'])
  })

  it('knows which stations are built', () => {
    expect(loop.filter(isBuilt)).toEqual(['ingest', 'autolabel', 'label', 'quality', 'release'])
  })
})

describe('a cloth that is cut', () => {
  const areas = cut([6, 6, 4, 3, 2, 2, 1], 600, 400)

  it('gives each patch its share, and none lies on another or outside', () => {
    expect(areas.map(({ width, height }) => Math.round(width * height))).toEqual([60_000, 60_000, 40_000, 30_000, 20_000, 20_000, 10_000])
    for (const [index, one] of areas.entries()) {
      expect(one.left + one.width).toBeLessThanOrEqual(600.001)
      expect(one.top + one.height).toBeLessThanOrEqual(400.001)
      for (const other of areas.slice(index + 1)) {
        const apart = one.left + one.width <= other.left + 0.001 || other.left + other.width <= one.left + 0.001 || one.top + one.height <= other.top + 0.001 || other.top + other.height <= one.top + 0.001
        expect(apart).toBe(true)
      }
    }
  })

  it('keeps them near to squares, as the paper that describes it says', () => {
    expect(Math.max(...areas.map(({ width, height }) => Math.max(width / height, height / width)))).toBeLessThan(3)
  })

  it('is nothing where nothing weighs', () => {
    expect([cut([], 10, 10), cut([0, 0], 10, 10)]).toEqual([[], []])
  })
})
