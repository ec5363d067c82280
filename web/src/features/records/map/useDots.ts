/** What the map draws: places, the colour of each, and which are selected. */
import { useComputedColorScheme } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { writeFilter } from '../filters'
import { facetsQuery, idsQuery } from '../queries'
import type { Selection } from '../selection'
import type { MapPlaces } from '../types'
import { useFacetText } from '../useFacetText'
import { colored, groups, type By, type Group } from './colors'
import { pixel, type Dots } from './raster'

/** Stations' colours, in an order in which neighbours differ. */
const tokens = ['ingest', 'quality', 'label', 'autolabel', 'exchange', 'catalog', 'demand', 'scenario', 'deidentify', 'release'] as const

/** The colours as the browser computes them in the look of the page. */
function computed(names: readonly string[], scheme: string): string[] {
  const probe = document.createElement('span')
  document.body.append(probe)
  const found = names.map((name) => {
    probe.style.colorScheme = scheme
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  })
  probe.remove()
  return found
}

export interface Drawn {
  dots: Dots
  groups: (Group & { color: string })[]
  others: { count: number; color: string }
}

export function useDots(dataset: string, map: MapPlaces, by: By, selection: Selection): Drawn {
  const scheme = useComputedColorScheme('light')
  const text = useFacetText()
  const facets = useQuery(facetsQuery({ dataset, where: [] }))
  const found = useMemo(() => groups(facets.data?.facets.find(({ key }) => key === by)), [facets.data, by])
  const members = useQueries({
    queries: found.map(({ values }) => idsQuery({ dataset, where: values.map((value) => writeFilter({ key: by, value, not: false })), sort: 'path', order: 'asc' })),
    combine: (results) => results.map(({ data }) => data ?? none),
  })
  const places = useMemo(() => ({ x: Float32Array.from(map.x), y: Float32Array.from(map.y) }), [map])
  const [grey = '', ring = '', ...colors] = useMemo(() => computed(['line', 'ink', ...tokens], scheme), [scheme])
  const numbers = useMemo(() => colored(map.ids, members), [map.ids, members])
  const counts = useMemo(() => numbers.reduce<number[]>((sum, one) => { sum[one] = (sum[one] ?? 0) + 1; return sum }, []), [numbers])
  const palette = useMemo(() => Uint32Array.from([grey, ...colors].map(pixel)), [grey, colors])
  const selected = useMemo(() => Uint8Array.from(map.ids, (id) => (selection.has(id) ? 1 : 0)), [map.ids, selection])
  const dots = useMemo<Dots>(() => ({ places, colors: numbers, palette, selected, ring: pixel(ring) }), [places, numbers, palette, selected, ring])
  return {
    dots,
    groups: found.map((group, n) => ({ ...group, text: text.value(by, group.values[0] ?? '', group.text), color: colors[n] ?? grey, count: counts[n + 1] ?? 0 })),
    others: { count: counts[0] ?? 0, color: grey },
  }
}

const none: readonly string[] = []
