/** The list that a record was opened from, carried in its address, so that left and right walk through it. */

export interface Listing {
  dataset: string
  where: readonly string[]
  sort: string
  order: 'asc' | 'desc'
  /** Place of the record in the list, from 0. */
  at: number
}

/** The `list` of `/records/$record?list=…`. */
export function writeListing({ dataset, where, sort, order, at }: Listing): string {
  const words = new URLSearchParams({ dataset, sort, order, at: String(at) })
  for (const one of where) words.append('where', one)
  return words.toString()
}

/** Read it again; what is none gives undefined. */
export function readListing(text: string | undefined): Listing | undefined {
  const words = new URLSearchParams(text ?? '')
  const dataset = words.get('dataset')
  const at = Number(words.get('at') ?? 'none')
  if (dataset === null || dataset === '' || !Number.isSafeInteger(at) || at < 0) return undefined
  const order = words.get('order') === 'desc' ? 'desc' : 'asc'
  return { dataset, where: words.getAll('where'), sort: words.get('sort') ?? 'path', order, at }
}
