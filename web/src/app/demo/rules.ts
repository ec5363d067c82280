/** Planted against found: as a whole, and station by station. */
import type { Demonstration } from '@/api'
import type { Station } from '@/ui'

type Row = Demonstration['rows'][number]

export interface Tally {
  planted: number
  found: number
}

export const stationOfRow = ({ station }: Pick<Row, 'station'>): Station => (station === 'clearing' ? 'deidentify' : station)

export function tally(rows: readonly Tally[]): Tally {
  return { planted: rows.reduce((sum, { planted }) => sum + planted, 0), found: rows.reduce((sum, { found }) => sum + found, 0) }
}

/** The stations that had something to find, each with its sums, in the order of the loop. */
export function byStation(rows: readonly Row[]): (Tally & { station: Station })[] {
  const order: readonly Station[] = ['ingest', 'deidentify', 'quality']
  return order
    .map((station) => ({ station, ...tally(rows.filter((row) => stationOfRow(row) === station)) }))
    .filter(({ planted }) => planted > 0)
}

/** What was missed first, then the kinds in the order of their stations. */
export function inOrder(rows: readonly Row[]): Row[] {
  const missing = ({ planted, found }: Row): number => planted - found
  return [...rows].sort((a, b) => missing(b) - missing(a) || stationOfRow(a).localeCompare(stationOfRow(b)) || a.title.localeCompare(b.title))
}
