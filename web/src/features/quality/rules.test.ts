import { describe, expect, it } from 'vitest'
import { readReport } from './report'
import { byName, calibrationError, differences, groups, percent, place } from './rules'

const said = { ko: '가', en: 'a' }
const finding = (kind: string, severity: string, ...ids: string[]) => ({
  check: 'duplicates', kind, severity, message: said, advice: said, count: ids.length, records: ids.map((id) => ({ id, path: `${id}.png` })), evidence: {},
})
const report = (...findings: ReturnType<typeof finding>[]) => readReport({
  verdict: 'warn', findings, counts: findings.map(({ kind }) => ({ kind, count: 1 })), profile: { records: 9, classes: { a: 3 } },
})

describe('a stored report', () => {
  it('is read whole, and what is no report is an empty one', () => {
    const read = report(finding('leak', 'error', 'r1'))
    expect([read.verdict, read.records, read.classes, read.findings[0]?.records[0]?.path]).toEqual(['warn', 9, [['a', 3]], 'r1.png'])
    expect(readReport(null)).toEqual({ verdict: 'unmeasured', scores: [], measures: [], findings: [], counts: [], records: 0, labelled: 0, classes: [], reliability: [], names: {} })
  })
})

describe('findings', () => {
  it('are gathered by kind, errors first, each record once', () => {
    const found = groups(report(finding('near_duplicate', 'warning', 'a', 'b'), finding('near_duplicate', 'warning', 'b', 'c'), finding('leak', 'error', 'd')).findings)
    expect(found.map(({ kind, findings, records }) => [kind, findings, records.map(({ id }) => id)])).toEqual([
      ['leak', 1, ['d']], ['near_duplicate', 2, ['a', 'b', 'c']],
    ])
  })

  it('about the whole set are kept as notes', () => {
    expect(groups(report(finding('missing_pairs', 'warning')).findings)[0]?.notes).toHaveLength(1)
  })
})

describe('two reports', () => {
  it('differ by kind, the largest difference first', () => {
    const before = report(finding('leak', 'error', 'a'), finding('blurred', 'warning', 'b'))
    const now = report(finding('blurred', 'warning', 'b'), finding('dark', 'warning', 'b'), finding('dark', 'warning', 'c'))
    expect(differences(before, now)).toEqual([{ kind: 'dark', before: 0, now: 2 }, { kind: 'leak', before: 1, now: 0 }])
    expect(differences(now, now)).toEqual([])
  })
})

describe('reliability', () => {
  const bins = [{ low: 0, high: 0.5, records: 1, confidence: 0.4, right: 0.8 }, { low: 0.5, high: 1, records: 3, confidence: 0.9, right: 0.9 }]

  it('weighs each stretch by its records', () => {
    expect(calibrationError(bins)).toBeCloseTo(0.1)
    expect(calibrationError([])).toBeUndefined()
  })

  it('puts what is always right at the top', () => {
    expect(place({ low: 0, high: 1, records: 1, confidence: 1, right: 1 }, 100)).toEqual({ x: 100, y: 0 })
  })
})

describe('a percentage', () => {
  it('never rounds up to all', () => {
    expect([percent(0.99999), percent(1), percent(0.309), percent(undefined)]).toEqual(['99.9%', '100.0%', '30.9%', '–'])
  })
})

describe('classes', () => {
  it('stand together under one name, the most frequent first', () => {
    const names: Record<string, string> = { lemon: 'Lemon', 'Food/lemon': 'Lemon', egg: 'Egg' }
    expect(byName([['egg', 4], ['lemon', 3], ['Food/lemon', 2]], (label) => names[label] ?? label)).toEqual([['Lemon', 5], ['Egg', 4]])
  })
})
