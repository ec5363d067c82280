/** What bringing files in comes to, decided without a page or a server. */
import type { Delivery, DeliveredFile } from '@/api'

export interface Picked {
  path: string
  file: File
}

export type SendState = 'waiting' | 'sending' | 'paused' | 'done' | 'failed'

export interface Item {
  path: string
  size: number
  sent: number
  state: SendState
  error?: Error
}

export interface Totals {
  files: number
  done: number
  failed: number
  bytes: number
  sent: number
}

export function totals(items: Iterable<Item>): Totals {
  const sum: Totals = { files: 0, done: 0, failed: 0, bytes: 0, sent: 0 }
  for (const { size, sent, state } of items) {
    sum.files += 1
    sum.bytes += size
    sum.sent += state === 'done' ? size : sent
    if (state === 'done') sum.done += 1
    if (state === 'failed') sum.failed += 1
  }
  return sum
}

export interface Sample {
  at_s: number
  sent: number
}

const WINDOW_S = 12

/** The samples that still tell of the present pace. */
export function withSample(samples: readonly Sample[], next: Sample): Sample[] {
  return [...samples.filter(({ at_s: at }) => next.at_s - at <= WINDOW_S), next]
}

/** Bytes a second over the samples; undefined before there is a stretch to measure. */
export function pace(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined || last.at_s - first.at_s < 0.5) return undefined
  return Math.max(0, last.sent - first.sent) / (last.at_s - first.at_s)
}

export interface Held {
  id: string
  path: string
  size: number
  is_complete: boolean
  mine: boolean
}

export interface Plan {
  /** Of each file the upload to go on with, where the server holds a part of it. */
  send: (Picked & { resume: string | undefined })[]
  /** What the server has whole already. */
  there: Picked[]
}

/** What remains to be sent of these files, given what the server holds. */
export function plan(picked: readonly Picked[], held: readonly Held[]): Plan {
  const known = new Map(held.map((one) => [one.path, one]))
  const same = ({ path, file }: Picked): Held | undefined => {
    const found = known.get(path)
    return found?.size === file.size ? found : undefined
  }
  return {
    there: picked.filter((one) => same(one)?.is_complete === true),
    send: picked.filter((one) => same(one)?.is_complete !== true).map((one) => {
      const found = same(one)
      return { ...one, resume: found?.mine ? found.id : undefined }
    }),
  }
}

const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Mended files at the places of those that were left out: by the whole path, or by a name that only one has. */
export function mended(picked: readonly Picked[], issues: readonly string[]): { fits: Picked[]; others: Picked[] } {
  const places = new Set(issues)
  const names = new Map<string, string[]>()
  for (const path of issues) names.set(base(path), [...(names.get(base(path)) ?? []), path])
  const place = ({ path }: Picked): string | undefined => {
    if (places.has(path)) return path
    const end = issues.filter((issue) => path.endsWith(`/${issue}`))
    const same = names.get(base(path)) ?? []
    return end.length === 1 ? end[0] : same.length === 1 ? same[0] : undefined
  }
  const fits = picked.flatMap((one) => {
    const path = place(one)
    return path === undefined ? [] : [{ path, file: one.file }]
  })
  return { fits, others: picked.filter((one) => place(one) === undefined) }
}

export const outcomes = ['records', 'duplicates', 'labels', 'issues', 'gone', 'others'] as const
export type Outcome = (typeof outcomes)[number]

/** How a delivery's files ended; the parts add up to the files, and what has no end yet or is a further stream is “others”. */
export function parts(delivery: Pick<Delivery, 'files' | 'records' | 'duplicates' | 'labels' | 'issues' | 'gone'>): { outcome: Outcome; files: number }[] {
  const { files, records, duplicates, labels, issues, gone } = delivery
  const others = Math.max(0, files - records - duplicates - labels - issues - gone)
  const counts: Record<Outcome, number> = { records, duplicates, labels, issues, gone, others }
  return outcomes.map((outcome) => ({ outcome, files: counts[outcome] })).filter((part) => part.files > 0)
}

const cell = (value: string): string => {
  // A spreadsheet must not take a path for a formula.
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Files as a table for a spreadsheet; begins with the mark that lets it read Hangul. */
export function csv(files: readonly DeliveredFile[], head: readonly string[]): string {
  const rows = files.map(({ path, outcome, kind, message, size }) => [path, outcome ?? '', kind ?? '', message ?? '', String(size)])
  return `\uFEFF${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
