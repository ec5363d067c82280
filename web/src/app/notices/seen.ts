/** When one last looked at the news of an organisation, kept in this browser. */
import { makeStore } from '@/lib/store'

const changed = makeStore(0)
const name = (organization: string): string => `dure.seen.${organization}`

export const watchSeen = changed.watch

export function seenAt(organization: string): string | undefined {
  return window.localStorage.getItem(name(organization)) ?? undefined
}

export function markSeen(organization: string): void {
  window.localStorage.setItem(name(organization), new Date().toISOString())
  changed.set(changed.get() + 1)
}
