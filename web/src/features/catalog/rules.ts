/** What many data sets come to together. */
import type { Dataset } from '@/api'

export interface Totals {
  datasets: number
  records: number
  labelled: number
  issues: number
  released: number
}

export function totals(datasets: readonly Dataset[]): Totals {
  const sum = (count: (dataset: Dataset) => number): number => datasets.reduce((whole, one) => whole + count(one), 0)
  return {
    datasets: datasets.length,
    records: sum(({ records }) => records),
    labelled: sum(({ labelled }) => labelled),
    issues: sum(({ issues }) => issues),
    released: sum(({ latest_release: version }) => (version === null ? 0 : 1)),
  }
}

/** A word that a shell takes as it stands, or the same in quotes. */
export function shellWord(word: string): string {
  return /^[\p{L}\p{N}_./@:-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** The line that makes a release of a folder. */
export function buildCommand(folder: string, domain: string, to: string): string {
  return `dure build ${shellWord(folder)} --domain ${shellWord(domain)} --to ${shellWord(to)}`
}

/** Which of the data sets are wanted, and in which order; as it stands in the address, where what is left out is all. */
export interface Choice {
  domain?: string | undefined
  visibility?: string | undefined
  /** An organisation's name. */
  owner?: string | undefined
  sort?: string | undefined
}

export const sorts = ['updated', 'name', 'records', 'labelled'] as const

const share = ({ labelled, records }: Dataset): number => (records > 0 ? labelled / records : 1)

/** Whose data sets there are, one's own organisation first, the others by name. */
export function owners(datasets: readonly Dataset[], language: string): { name: string; mine: boolean }[] {
  const found = new Map(datasets.map(({ owner, mine }) => [owner, { name: owner, mine }]))
  return [...found.values()].sort((a, b) => Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name, language))
}

/** Those that fit, in the order asked for. */
export function chosen(datasets: readonly Dataset[], { domain, visibility, owner, sort = 'updated' }: Choice, language: string): Dataset[] {
  const name = (one: Dataset): string => one.title || one.name
  const byName = (a: Dataset, b: Dataset): number => name(a).localeCompare(name(b), language)
  const orders: Record<string, (a: Dataset, b: Dataset) => number> = {
    updated: (a, b) => b.updated_at.localeCompare(a.updated_at),
    name: byName,
    records: (a, b) => b.records - a.records,
    labelled: (a, b) => share(a) - share(b),
  }
  const order = Object.hasOwn(orders, sort) ? orders[sort] : undefined
  return datasets
    .filter((one) => (domain ?? one.domain) === one.domain && (visibility ?? one.visibility) === one.visibility && (owner ?? one.owner) === one.owner)
    .sort((a, b) => order?.(a, b) || byName(a, b))
}

export interface Part {
  key: string
  count: number
}

/** Counts as parts of a whole, the largest first; none is left out, as they fill a bar. */
export function parts(counts: Readonly<Record<string, number>>): Part[] {
  return Object.entries(counts).map(([key, count]) => ({ key, count })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)
}

/** The last word of a class's path: “식품 / 과일 / 사과” is “사과”. */
export function leaf(text: string): string {
  return text.split(' / ').at(-1) ?? text
}
