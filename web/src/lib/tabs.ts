/** The tabs of a data set's page, as they stand in its address. */
export const tabs = ['overview', 'records', 'map', 'deliveries', 'quality', 'releases'] as const

export type Tab = (typeof tabs)[number]

export function parseTab(value: unknown): Tab | undefined {
  return tabs.find((tab) => tab === value)
}
