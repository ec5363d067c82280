/** Filters as they stand in the address: “label:food/onion”, “-finding:blurry”, “confidence:0.5..0.9”. */

export interface Filter {
  key: string
  value: string
  /** Records that have it are left out. */
  not: boolean
}

/** Words that only the page knows: what looks like a record, and what is selected. */
const OURS = ['like', 'selected']

export function parseFilter(word: string): Filter | undefined {
  const not = word.startsWith('-')
  const at = word.indexOf(':')
  const key = word.slice(not ? 1 : 0, Math.max(at, 0))
  return key === '' ? undefined : { key, value: word.slice(at + 1), not }
}

export function writeFilter({ key, value, not }: Filter): string {
  return `${not ? '-' : ''}${key}:${value}`
}

export function parseFilters(where: readonly string[]): Filter[] {
  return where.flatMap((word) => parseFilter(word) ?? [])
}

/** What the server is asked: everything but our own words. */
export function asked(where: readonly string[]): string[] {
  return parseFilters(where).filter(({ key }) => !OURS.includes(key)).map(writeFilter)
}

/** The record whose likes are asked for. */
export function likeOf(where: readonly string[]): string | undefined {
  return parseFilters(where).find(({ key }) => key === 'like')?.value
}

export function isSelectedOnly(where: readonly string[]): boolean {
  return parseFilters(where).some(({ key }) => key === 'selected')
}

export function has(where: readonly string[], key: string, value: string): boolean {
  return where.includes(writeFilter({ key, value, not: false }))
}

/** With a value of a facet, or without it where it was there; what only the page knows ends. */
export function toggled(where: readonly string[], key: string, value: string): string[] {
  const word = writeFilter({ key, value, not: false })
  const rest = asked(where).filter((one) => one !== word && one !== `-${word}`)
  return where.includes(word) ? rest : [...rest, word]
}

/** With one value of a key and no other, or with none. */
export function only(where: readonly string[], key: string, value: string): string[] {
  const rest = asked(where).filter((word) => parseFilter(word)?.key !== key)
  return value === '' ? rest : [...rest, writeFilter({ key, value, not: false })]
}

export function without(where: readonly string[], word: string): string[] {
  return where.filter((one) => one !== word)
}

/** The same filter the other way round: those that have it, or those that have it not. */
export function turned(where: readonly string[], word: string): string[] {
  return where.map((one) => {
    const filter = one === word ? parseFilter(one) : undefined
    return filter ? writeFilter({ ...filter, not: !filter.not }) : one
  })
}

export function valueOf(where: readonly string[], key: string): string {
  return parseFilters(where).find((filter) => filter.key === key && !filter.not)?.value ?? ''
}

/** “0.5..0.9” as two numbers; anything else is all. */
export function parseRange(value: string): [number, number] {
  const [low = '', high = ''] = value.split('..')
  const [from, to] = [low === '' ? 0 : Number(low), high === '' ? 1 : Number(high)]
  return from >= 0 && to <= 1 && from <= to ? [from, to] : [0, 1]
}

export function writeRange([from, to]: readonly [number, number]): string {
  return from <= 0 && to >= 1 ? '' : `${from}..${to}`
}
