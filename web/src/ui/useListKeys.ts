/** j and k walk through the `[data-item]`s of a list (each focusable, or holding its first link or button). */
import { useMemo, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { useActions } from './useActions'

const FOCUSABLE = 'a[href], button:not(:disabled)'

/** The place to go to from a place, or from none. */
export function nextPlace(at: number, step: 1 | -1, count: number): number {
  if (at < 0) return step > 0 ? 0 : count - 1
  return Math.min(count - 1, Math.max(0, at + step))
}

function walk(list: HTMLElement | null, step: 1 | -1): void {
  const items = [...(list?.querySelectorAll<HTMLElement>('[data-item]') ?? [])]
  const at = items.findIndex((item) => item.contains(document.activeElement))
  const next = items[nextPlace(at, step, items.length)]
  const target = next?.matches('[tabindex], a[href], button') ? next : next?.querySelector<HTMLElement>(FOCUSABLE)
  target?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

export function useListKeys(list: RefObject<HTMLElement | null>): void {
  const { t } = useTranslation()
  const actions = useMemo<Action[]>(() => [
    { id: 'list.next', name: t('ui.keys.next'), section: 'list', keys: ['j'], hidden: true, perform: () => { walk(list.current, 1) } },
    { id: 'list.previous', name: t('ui.keys.previous'), section: 'list', keys: ['k'], hidden: true, perform: () => { walk(list.current, -1) } },
  ], [t, list])
  useActions(actions)
}
