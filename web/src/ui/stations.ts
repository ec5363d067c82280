/** The stations of the loop; each has its name in the catalogues and its colour in tokens.css. */
export const stations = [
  'census', 'demand', 'scenario', 'ingest', 'deidentify', 'autolabel', 'label',
  'quality', 'release', 'exchange', 'safezone', 'catalog', 'engines',
] as const

export type Station = (typeof stations)[number]

/** Jobs are named for what they do; each belongs to the station that does it. */
const doers: Readonly<Record<string, Station>> = { suggest: 'autolabel', map: 'autolabel', sync: 'ingest', verify: 'quality', freeze: 'release' }

/** The station that something belongs to by the first word of its name: “ingest”, “verify”. */
export function stationOf(name: string): Station | undefined {
  const first = name.split(/[.:/_ -]/, 1)[0] ?? ''
  if (Object.hasOwn(doers, first)) return doers[first]
  return stations.find((station) => station === first)
}
