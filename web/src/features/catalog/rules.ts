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
