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
  const sum = (count: (dataset: Dataset) => number): number => datasets.reduce((whole, dataset) => whole + count(dataset), 0)
  return {
    datasets: datasets.length,
    records: sum((dataset) => dataset.records),
    labelled: sum((dataset) => dataset.labelled),
    issues: sum((dataset) => dataset.issues),
    released: sum((dataset) => (dataset.latest_release === null ? 0 : 1)),
  }
}

/** A word that a shell takes as it stands, or the same in quotes. */
export function shellWord(word: string): string {
  return /^[\p{L}\p{N}_./@:-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** The line that builds a data set of a domain from a folder. */
export function buildCommand(folder: string, domain: string): string {
  return `dure build ${shellWord(folder)} --domain ${shellWord(domain)}`
}
