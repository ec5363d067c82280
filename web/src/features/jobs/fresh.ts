/** What to ask for anew when someone changed a data set, and how often. */
import type { QueryClient } from '@tanstack/react-query'

/** A folder that comes in changes its data set all the time. */
const OFTEN_MS = 2_000

/** Call at once, and while it is called again and again only every so often; the last call is never lost. */
export function seldom(perform: () => void, milliseconds: number): () => void {
  let rests = false
  let wanted = false
  const call = (): void => {
    wanted = rests
    if (rests) return
    rests = true
    perform()
    setTimeout(() => {
      rests = false
      if (wanted) call()
    }, milliseconds)
  }
  return call
}

/** Whether a change of a data set may have changed the answer under a key; what was recorded never changes. */
export function mayDiffer(key: readonly unknown[], dataset: string): boolean {
  const [kind, whose, stream] = key
  if (kind === 'jobs' || kind === 'domains' || kind === 'identity') return false
  if (kind === 'record') return typeof stream !== 'number'
  return kind !== 'records' || whose === dataset
}

/** A listener that asks anew for what shows a data set; a window out of sight asks when it is seen again. */
export function freshening(client: QueryClient): (dataset: string) => void {
  const calls = new Map<string, () => void>()
  return (dataset) => {
    const anew = (): void => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => mayDiffer(queryKey, dataset), refetchType: document.hidden ? 'none' : 'active' })
    }
    const call = calls.get(dataset) ?? seldom(anew, OFTEN_MS)
    calls.set(dataset, call)
    call()
  }
}
