/** What the page of a report shows, decided without a page. */
import { severities, type Bin, type Finding, type Report, type Severity } from './report'

export interface Group {
  check: string
  kind: string
  severity: Severity
  /** The first finding, whose words stand for all. */
  first: Finding
  findings: number
  /** Every record that a finding of the group names, each once, as far as the report lists them. */
  records: { id: string; path: string }[]
  /** What the findings tell that is about no single record, such as pairs of conditions. */
  notes: Finding[]
}

/** Findings gathered by kind, errors first, then those that touch most. */
export function groups(findings: readonly Finding[]): Group[] {
  const found = new Map<string, Group>()
  const seen = new Map<string, Set<string>>()
  for (const finding of findings) {
    const key = `${finding.kind} ${finding.severity}`
    const { check, kind, severity } = finding
    const group = found.get(key) ?? { check, kind, severity, first: finding, findings: 0, records: [], notes: [] }
    const known = seen.get(key) ?? new Set<string>()
    found.set(key, group)
    seen.set(key, known)
    group.findings += 1
    if (finding.records.length === 0) group.notes.push(finding)
    for (const record of finding.records) {
      if (known.has(record.id)) continue
      known.add(record.id)
      group.records.push(record)
    }
  }
  const rank = ({ severity }: Group): number => severities.indexOf(severity)
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || b.records.length - a.records.length || b.findings - a.findings)
}

/** Records by what their class is called, the most first; spellings of one class stand together, as a record has one label or else boxes. */
export function byName(classes: Report['classes'], called: (label: string) => string): [string, number][] {
  const sums = new Map<string, number>()
  for (const [label, count] of classes) sums.set(called(label), (sums.get(called(label)) ?? 0) + count)
  return [...sums].sort((a, b) => b[1] - a[1])
}

export interface Difference {
  kind: string
  before: number
  now: number
}

/** How many findings of each kind there were and are, where that differs; the largest difference first. */
export function differences(before: Report, now: Report): Difference[] {
  const total = (report: Report): Map<string, number> => {
    const sums = new Map<string, number>()
    for (const { kind, count } of report.counts) sums.set(kind, (sums.get(kind) ?? 0) + count)
    return sums
  }
  const [old, fresh] = [total(before), total(now)]
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((kind) => ({ kind, before: old.get(kind) ?? 0, now: fresh.get(kind) ?? 0 }))
    .filter((one) => one.before !== one.now)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || a.kind.localeCompare(b.kind))
}

/** Share of records by which confidence and what was right lie apart: the expected calibration error. */
export function calibrationError(bins: readonly Bin[]): number | undefined {
  const records = bins.reduce((sum, bin) => sum + bin.records, 0)
  if (records === 0) return undefined
  return bins.reduce((sum, bin) => sum + (bin.records / records) * Math.abs(bin.confidence - bin.right), 0)
}

/** Where a point of the diagram stands, in a square of this many units with zero at the lower left. */
export function place(bin: Bin, side: number): { x: number; y: number } {
  return { x: bin.confidence * side, y: side - bin.right * side }
}

/** A percentage as a quality table writes it: one decimal, cut and never rounded up to all. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '–'
  return `${(Math.floor(share * 1000 + 1e-9) / 10).toFixed(1)}%`
}
