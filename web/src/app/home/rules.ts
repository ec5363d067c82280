/** What each patch of the loop says: its figure, how it fares, and whether the station is built at all. */
import type { Overview } from '@/api'
import type { Station } from '@/ui'

type Built = 'ingest' | 'autolabel' | 'label' | 'quality' | 'release'
export type Term = 'issues' | 'no_issues' | 'no_files' | 'no_records' | 'accepted' | 'unlabelled' | 'all_labelled' | 'verdicts' | 'unverified' | 'latest' | 'unreleased'

export interface Fact {
  term: Term
  values: Record<string, number | string>
  tone: 'good' | 'warn' | 'quiet'
}

export interface Patch {
  figure: number
  /** Between 0 and 1 where the figure is a part of a whole. */
  share?: number
  facts: Fact[]
  running: number
}

/** The order in which data walks through the loop. */
export const loop: readonly Station[] = ['census', 'demand', 'scenario', 'ingest', 'deidentify', 'autolabel', 'label', 'quality', 'release', 'exchange', 'safezone']

const fact = (term: Term, tone: Fact['tone'], values: Fact['values'] = {}): Fact => ({ term, tone, values })

const makers: Record<Built, (of: Overview) => Patch> = {
  ingest: ({ by_station: { ingest } }) => ({
    figure: ingest.files, running: ingest.running,
    facts: [taken(ingest)],
  }),
  autolabel: ({ by_station: { autolabel } }) => ({
    figure: autolabel.suggested, running: autolabel.running,
    facts: [fact('accepted', 'quiet', { number: autolabel.accepted })],
  }),
  label: ({ by_station: { label } }) => ({
    figure: label.labelled, running: 0, ...(label.labelled + label.unlabelled > 0 && { share: label.labelled / (label.labelled + label.unlabelled) }),
    facts: [left(label)],
  }),
  quality: ({ by_station: { quality } }) => ({ figure: quality.findings, running: quality.running, facts: [verdicts(quality.verdicts)] }),
  release: ({ by_station: { release } }) => ({ figure: release.versions, running: release.running, facts: [latest(release.latest[0])] }),
}

function taken({ files, issues }: Overview['by_station']['ingest']): Fact {
  if (files === 0) return fact('no_files', 'quiet')
  return issues > 0 ? fact('issues', 'warn', { number: issues }) : fact('no_issues', 'good')
}

function left({ labelled, unlabelled }: Overview['by_station']['label']): Fact {
  if (labelled + unlabelled === 0) return fact('no_records', 'quiet')
  return unlabelled > 0 ? fact('unlabelled', 'quiet', { number: unlabelled }) : fact('all_labelled', 'good')
}

function verdicts({ pass = 0, warn = 0, fail = 0 }: Overview['by_station']['quality']['verdicts']): Fact {
  if (pass + warn + fail === 0) return fact('unverified', 'quiet')
  return fact('verdicts', fail > 0 ? 'warn' : 'good', { pass, warn, fail })
}

function latest(of: { name: string; version: number } | undefined): Fact {
  return of ? fact('latest', 'quiet', { name: `${of.name}@${of.version}` }) : fact('unreleased', 'quiet')
}

export function isBuilt(station: Station): station is Built {
  return Object.hasOwn(makers, station)
}

export function patchOf(station: Built, overview: Overview): Patch {
  return makers[station](overview)
}

/** Where a patch leads: to what waits there for a person, to the newest release, else to the data sets. */
export function placeOf(station: Built, { waiting, by_station: { release } }: Overview): string {
  const [newest] = release.latest
  if (station === 'release' && newest) return `/releases/${newest.name}@${newest.version}`
  return waiting.find(({ kind }) => kind === station)?.href ?? '/datasets'
}

export interface Area {
  left: number
  top: number
  width: number
  height: number
}

/** Cut a cloth into patches of these weights, each as near to a square as it gets (Bruls et al., Squarified Treemaps, 2000). */
export function cut(weights: readonly number[], width: number, height: number): Area[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  if (whole <= 0) return []
  const sizes = weights.map((weight) => (weight / whole) * width * height)
  const areas: Area[] = []
  let rest: Area = { left: 0, top: 0, width, height }
  for (let at = 0; at < sizes.length;) {
    let end = at + 1
    while (end < sizes.length && worst(sizes.slice(at, end + 1), rest) <= worst(sizes.slice(at, end), rest)) end += 1
    const row = lay(sizes.slice(at, end), rest)
    areas.push(...row.areas)
    rest = row.rest
    at = end
  }
  return areas
}

/** The most oblong patch of a row along the shorter side. */
function worst(row: readonly number[], { width, height }: Area): number {
  const sum = row.reduce((all, size) => all + size, 0)
  const side = Math.min(width, height)
  return Math.max(...row.map((size) => Math.max((side * side * size) / (sum * sum), (sum * sum) / (side * side * size))))
}

function lay(row: readonly number[], rest: Area): { areas: Area[]; rest: Area } {
  const sum = row.reduce((all, size) => all + size, 0)
  const upright = rest.width >= rest.height
  const depth = sum / (upright ? rest.height : rest.width)
  let along = 0
  const areas = row.map((size) => {
    const length = size / depth
    const area = upright
      ? { left: rest.left, top: rest.top + along, width: depth, height: length }
      : { left: rest.left + along, top: rest.top, width: length, height: depth }
    along += length
    return area
  })
  const left: Area = upright
    ? { ...rest, left: rest.left + depth, width: rest.width - depth }
    : { ...rest, top: rest.top + depth, height: rest.height - depth }
  return { areas, rest: left }
}
