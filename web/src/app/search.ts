/** The part of an address behind “?”: plain words, where a word that stands twice is a list. */
import { parseTab, type Tab } from '@/lib/tabs'

export type Search = Record<string, string | string[]>

export function parseSearch(text: string): Search {
  const found: Search = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name]
    if (before === undefined) found[name] = value
    else found[name] = Array.isArray(before) ? [...before, value] : [before, value]
  }
  return found
}

export function stringifySearch(search: Record<string, unknown>): string {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') words.append(name, String(one))
    }
  }
  const text = words.toString()
  return text && `?${text}`
}

/** The words of a name: none, one or many. */
export function many(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.filter((one) => typeof one === 'string')
}

/** The first word of a name, or nothing, so that it leaves the address. */
export function one<Name extends string>(search: Record<string, unknown>, name: Name): Partial<Record<Name, string>> {
  const [first] = many(search[name])
  const found: Partial<Record<Name, string>> = {}
  if (first) found[name] = first
  return found
}

export interface DatasetSearch {
  tab?: Tab
  where?: string[]
  sort?: string
  order?: string
  view?: string
}

export function datasetSearch(search: Record<string, unknown>): DatasetSearch {
  const tab = parseTab(many(search.tab)[0])
  const where = many(search.where)
  return {
    ...(tab && { tab }),
    ...(where.length > 0 && { where }),
    ...one(search, 'sort'),
    ...one(search, 'order'),
    ...one(search, 'view'),
  }
}

/** The search of the list of data sets. */
export function datasetsSearch(search: Record<string, unknown>) {
  return { ...one(search, 'query'), ...one(search, 'domain'), ...one(search, 'visibility'), ...one(search, 'owner'), ...one(search, 'sort') }
}
