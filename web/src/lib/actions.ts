/** Everything that a person can do now, as data: pages say what they offer while they are shown. Palette, help sheet and keyboard read it. */

export type Section = 'go' | 'page' | 'list' | 'make' | 'look'

export interface Action {
  id: string
  name: string
  section: Section
  perform: () => void
  /** “g d”, “mod+k”, “?”: see keys.ts; several ways to press the same. */
  keys?: readonly string[]
  icon?: string
  /** Further words by which it is found. */
  words?: string
  /** For the keyboard and the help sheet alone, such as “next row”. */
  hidden?: boolean
}

let offers: readonly (readonly Action[])[] = []
let flat: readonly Action[] = []
const watchers = new Set<() => void>()

function change(next: readonly (readonly Action[])[]): void {
  offers = next
  // What came last comes first: a page's key hides the shell's.
  const seen = new Set<string>()
  flat = [...offers].reverse().flat().filter(({ id }) => !seen.has(id) && seen.add(id))
  for (const watcher of watchers) watcher()
}

/** Offer actions until the function that is given back is called. */
export function offer(actions: readonly Action[]): () => void {
  change([...offers, actions])
  return () => { change(offers.filter((one) => one !== actions)) }
}

/** Every action that is offered now, the newest offers first. */
export function actions(): readonly Action[] {
  return flat
}

export function watchActions(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => { watchers.delete(watcher) }
}

/** The action that these presses mean, and whether more presses could mean another. */
export function meant(presses: string, among: readonly Action[] = flat): { action: Action | undefined; more: boolean } {
  const has = (test: (keys: string) => boolean) => ({ keys = [] }: Action): boolean => keys.some(test)
  return { action: among.find(has((keys) => keys === presses)), more: among.some(has((keys) => keys.startsWith(`${presses} `))) }
}
