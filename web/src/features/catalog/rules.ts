/** What many data sets come to together. */
import type { Dataset } from '@/api'

export interface Totals {
  datasets: number
  records: number
  labelled: number
  /** Undefined where the server does not say. */
  issues: number | undefined
  released: number | undefined
}

export function totals(datasets: readonly Dataset[]): Totals {
  const sum = (counts: number[]): number => counts.reduce((whole, count) => whole + count, 0)
  const issues = datasets.flatMap(({ issues: count }) => count ?? [])
  const releases = datasets.flatMap(({ latest_release: version }) => (version === undefined ? [] : version === null ? 0 : 1))
  return {
    datasets: datasets.length,
    records: sum(datasets.map(({ records }) => records)),
    labelled: sum(datasets.map(({ labelled }) => labelled)),
    issues: issues.length > 0 ? sum(issues) : undefined,
    released: releases.length > 0 ? sum(releases) : undefined,
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
