/** Short words at the edge of the page about what has just been done; each leaves by itself, or when it is sent away. */
import { makeStore } from './store'

export interface Toast {
  id: number
  text: string
  tone: 'good' | 'bad' | 'quiet'
  /** Where it happened. */
  href?: string
  /** What can be done about it, such as undoing. */
  action?: { name: string; perform: () => void }
}

const MOST = 4
export const toasts = makeStore<readonly Toast[]>([])
let last = 0

export function toast(about: Omit<Toast, 'id'>): number {
  last += 1
  toasts.set([...toasts.get(), { ...about, id: last }].slice(-MOST))
  return last
}

export function dismiss(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id))
}
