/** The stored report as its JSON says it (docs/reference/quality.md), read with guards: a part that is not there is empty. */

export interface Words { ko: string; en: string }
export const verdicts = ['pass', 'warn', 'fail', 'unmeasured'] as const
export type Verdict = (typeof verdicts)[number]
export const severities = ['error', 'warning', 'note'] as const
export type Severity = (typeof severities)[number]

export interface Score { dimension: string; title: Words; share: number | undefined; verdict: Verdict }
export interface Measure { name: string; dimension: string; item: Words; indicator: Words; share: number | undefined; passes: number; verdict: Verdict }
export interface Finding { check: string; kind: string; severity: Severity; message: Words; advice: Words; count: number; records: { id: string; path: string }[]; evidence: Fields }
export interface Bin { low: number; high: number; records: number; confidence: number; right: number }
export interface Report {
  verdict: Verdict
  scores: Score[]
  measures: Measure[]
  findings: Finding[]
  /** Of all findings, however many the report lists. */
  counts: { kind: string; count: number }[]
  records: number
  labelled: number
  classes: [string, number][]
  reliability: Bin[]
  /** What each class, and each pair of conditions, is called. */
  names: Readonly<Record<string, Words>>
}

export type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const fields = (value: unknown): Fields => (isFields(value) ? value : {})
const rows = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const count = (value: unknown): number => (typeof value === 'number' ? value : 0)
const maybe = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

export const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [])

function words(value: unknown): Words {
  const { ko, en } = fields(value)
  return { ko: text(ko), en: text(en) }
}

const verdict = (value: unknown): Verdict => verdicts.find((one) => one === value) ?? 'unmeasured'
const severity = (value: unknown): Severity => severities.find((one) => one === value) ?? 'note'

const score = (row: Fields): Score => ({ dimension: text(row.dimension), title: words(row.title), share: maybe(row.share), verdict: verdict(row.verdict) })

const measure = (row: Fields): Measure => ({
  name: text(row.name), dimension: text(row.dimension), item: words(row.item), indicator: words(row.indicator),
  share: maybe(row.share), passes: count(fields(row.goal).passes), verdict: verdict(row.verdict),
})

const finding = (row: Fields): Finding => ({
  check: text(row.check), kind: text(row.kind), severity: severity(row.severity), message: words(row.message), advice: words(row.advice),
  count: count(row.count), records: rows(row.records).map(({ id, path }) => ({ id: text(id), path: text(path) })), evidence: fields(row.evidence),
})

const bin = (row: Fields): Bin => ({ low: count(row.low), high: count(row.high), records: count(row.records), confidence: count(row.confidence), right: count(row.right) })

export function readReport(value: unknown): Report {
  const report = fields(value)
  const profile = fields(report.profile)
  return {
    verdict: verdict(report.verdict),
    scores: rows(report.scores).map(score),
    measures: rows(report.measures).map(measure),
    findings: rows(report.findings).map(finding),
    counts: rows(report.counts).map((row) => ({ kind: text(row.kind), count: count(row.count) })),
    records: count(profile.records),
    labelled: count(profile.labelled),
    classes: Object.entries(fields(profile.classes)).map(([name, value]) => [name, count(value)]),
    reliability: rows(profile.reliability).map(bin),
    names: Object.fromEntries(Object.entries(fields(report.names)).map(([raw, called]) => [raw, words(called)])),
  }
}
