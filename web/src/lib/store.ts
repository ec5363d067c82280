/** A value outside of React that components watch with useSyncExternalStore. */

export interface Store<Value> {
  get: () => Value
  set: (next: Value) => void
  watch: (watcher: () => void) => () => void
}

export function makeStore<Value>(first: Value): Store<Value> {
  let value = first
  const watchers = new Set<() => void>()
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      for (const watcher of watchers) watcher()
    },
    watch: (watcher) => {
      watchers.add(watcher)
      return () => { watchers.delete(watcher) }
    },
  }
}
