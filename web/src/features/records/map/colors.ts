/** Which colour each record has on the map, and what the legend says. */
import type { Facet } from '../types'

export const by = ['label', 'split', 'layer', 'finding'] as const
export type By = (typeof by)[number]

/** So many values have a colour of their own; more could not be told apart. */
export const COLORS = 10

export interface Group {
  /** Every value of this name: a class may be spelled in several ways. */
  values: readonly string[]
  text: string
  count: number
}

/** The largest groups, each with a colour; everything else shares the last one. What is called the same is one group. */
export function groups(facet: Facet | undefined, most = COLORS): Group[] {
  const found = new Map<string, Group>()
  for (const { value, text, count } of facet?.values ?? []) {
    if (value === '') continue
    const known = found.get(text || value)
    found.set(text || value, { values: [...(known?.values ?? []), value], text: text || value, count: count + (known?.count ?? 0) })
  }
  return [...found.values()].sort((a, b) => b.count - a.count).slice(0, most)
}

/** For each place the number of its group; 0 is no group. The first group that holds a record wins. */
export function colored(ids: readonly string[], members: readonly (readonly string[])[]): Uint8Array {
  const at = new Map(ids.map((id, n) => [id, n]))
  const colors = new Uint8Array(ids.length)
  members.forEach((group, number) => {
    for (const id of group) {
      const place = at.get(id)
      if (place !== undefined && colors[place] === 0) colors[place] = number + 1
    }
  })
  return colors
}
