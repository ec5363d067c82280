/** Which records of a data set are selected: one set for grid and map, which lives as long as the page. */
import { useCallback, useSyncExternalStore } from 'react'

export type Selection = ReadonlySet<string>

const none: Selection = new Set()
const selections = new Map<string, Selection>()
const watchers = new Set<() => void>()

function watch(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => { watchers.delete(watcher) }
}

export function select(dataset: string, next: Selection): void {
  selections.set(dataset, next)
  for (const watcher of watchers) watcher()
}

export function useSelection(dataset: string): [Selection, (next: Selection) => void] {
  const selection = useSyncExternalStore(watch, () => selections.get(dataset) ?? none)
  const change = useCallback((next: Selection) => { select(dataset, next) }, [dataset])
  return [selection, change]
}
