/** Where the keyboard stands in the grid, and what clicks and keys select. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { idsQuery, type Asked } from './queries'
import { isSelectedOnly, likeOf } from './filters'
import { flipped, moved, span } from './rules'
import type { Selection } from './selection'
import type { Listing } from './useListing'

interface Props {
  list: Asked
  listing: Listing
  selection: Selection
  select: (next: Selection) => void
  columns: number
  rows: number
  open: (index: number) => void
  onMove: (index: number) => void
}

interface Moves {
  active: number
  /** The tile that takes the focus because a key led there. */
  focus: number | undefined
  pick: (index: number, how: 'only' | 'flip' | 'span') => void
  onKeyDown: (event: KeyboardEvent) => void
}

export function useMoves(props: Props): Moves {
  const [active, setActive] = useState(0)
  const [focus, setFocus] = useState<number>()
  const anchor = useRef(0)
  const client = useQueryClient()
  // Tiles are drawn anew only for what they show, so what they call must stay the same function.
  const latest = useRef(props)
  useEffect(() => { latest.current = props })

  const idsOf = useCallback(async (from: number, to: number): Promise<string[]> => {
    const { list, listing } = latest.current
    const near = Array.from({ length: to - from + 1 }, (_, n) => listing.at(from + n)?.id)
    const known = near.filter((id) => id !== undefined)
    const ours = likeOf(list.where) !== undefined || isSelectedOnly(list.where)
    return known.length === near.length || ours ? known : (await client.query(idsQuery(list))).slice(from, to + 1)
  }, [client])

  const pick = useCallback((index: number, how: 'only' | 'flip' | 'span') => {
    const { listing, select, selection } = latest.current
    const id = listing.at(index)?.id
    setActive(index)
    setFocus(index)
    if (how === 'span') {
      void idsOf(...span(anchor.current, index)).then((ids) => { select(new Set(ids)) })
      return
    }
    anchor.current = index
    if (id !== undefined) select(how === 'flip' ? flipped(selection, id) : new Set([id]))
  }, [idsOf])

  const onKeyDown = (event: KeyboardEvent): void => {
    const { listing, columns, rows, select, open, onMove } = props
    const total = listing.total ?? 0
    const next = event.altKey ? undefined : moved(event.key, active, { columns, total, rows })
    if (next !== undefined) {
      setActive(next)
      setFocus(next)
      onMove(next)
      if (event.shiftKey) pick(next, 'span')
      else anchor.current = next
    } else if (event.key === ' ') pick(active, event.shiftKey ? 'span' : 'flip')
    else if (event.key === 'Enter' && event.target === event.currentTarget.querySelector('[tabindex="0"]')) open(active)
    else if ((event.ctrlKey || event.metaKey) && event.code === 'KeyA') void idsOf(0, total - 1).then((ids) => { select(new Set(ids)) })
    else return
    event.preventDefault()
  }
  return { active: Math.min(active, Math.max(0, (props.listing.total ?? 1) - 1)), focus, pick, onKeyDown }
}
