/** The stations of the loop; each has its name in the catalogues and its colour in tokens.css. */
export const stations = [
  'census', 'demand', 'scenario', 'ingest', 'deidentify', 'autolabel', 'label',
  'quality', 'release', 'exchange', 'safezone', 'catalog', 'engines',
] as const

export type Station = (typeof stations)[number]

/** The station that something belongs to by the first word of its name: “ingest”, “ingest.folder”. */
export function stationOf(name: string): Station | undefined {
  const first = name.split(/[.:/_ -]/, 1)[0]
  return stations.find((station) => station === first)
}
