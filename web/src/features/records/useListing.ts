/** The list that the grid shows: pages of the server, what looks like a record, or what is selected. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { isSelectedOnly, likeOf } from './filters'
import { cardsQuery, likeQuery, pageQuery, type Asked } from './queries'
import { PAGE, pagesOf } from './rules'
import type { Selection } from './selection'
import type { Shown } from './types'

export interface Listing {
  /** How many there are; undefined until that is known. */
  total: number | undefined
  at: (index: number) => Shown | undefined
  error: Error | null
  retry: () => void
  /** Whether what is shown answers an earlier question. */
  isOld: boolean
  /** Tell which places are seen, so that they are asked for. */
  see: (from: number, to: number) => void
}

export function useListing(list: Asked, selection: Selection): Listing {
  const like = likeOf(list.where)
  const chosen = isSelectedOnly(list.where)
  const [seen, see] = useSeen()
  const pages = usePages(list, like === undefined && !chosen, seen)
  const likes = useQuery(likeQuery(list.dataset, like))
  const picked = usePicked(list.dataset, chosen ? selection : undefined, seen)
  if (like !== undefined) {
    return {
      total: likes.data?.length, at: (index) => likes.data?.[index], error: likes.error,
      retry: () => { void likes.refetch() }, isOld: false, see,
    }
  }
  return { ...(chosen ? picked : pages), see }
}

function useSeen(): [readonly number[], Listing['see']] {
  const [seen, setSeen] = useState<readonly number[]>([0])
  const see = useMemo(() => (from: number, to: number): void => {
    const next = pagesOf(from, to)
    setSeen((before) => (before.join() === next.join() ? before : next))
  }, [])
  return [seen, see]
}

type Part = Omit<Listing, 'see'>

function usePages(list: Asked, enabled: boolean, seen: readonly number[]): Part {
  // The first page stays asked for: it tells how many there are, and is shown until the next question is answered.
  const first = useQuery({ ...pageQuery(list, 0), enabled, placeholderData: keepPreviousData })
  const others = seen.filter((page) => page > 0)
  const rest = useQueries({ queries: others.map((page) => ({ ...pageQuery(list, page), enabled })) })
  const found = new Map(others.map((page, n) => [page, rest[n]?.data?.items]))
  return {
    total: first.data?.total,
    at: (index) => {
      const page = Math.floor(index / PAGE)
      return (page === 0 ? first.data?.items : found.get(page))?.[index % PAGE]
    },
    error: first.error ?? rest.find(({ error }) => error !== null)?.error ?? null,
    retry: () => { for (const one of [first, ...rest]) if (one.isError) void one.refetch() },
    isOld: first.isPlaceholderData,
  }
}

function usePicked(dataset: string, selection: Selection | undefined, seen: readonly number[]): Part {
  const ids = useMemo(() => [...(selection ?? [])], [selection])
  const results = useQueries({ queries: seen.map((page) => cardsQuery(dataset, ids.slice(page * PAGE, (page + 1) * PAGE))) })
  const cards = new Map(results.flatMap(({ data }) => data?.items ?? []).map((card) => [card.id, card]))
  return {
    total: selection?.size,
    at: (index) => cards.get(ids[index] ?? ''),
    error: results.find(({ error }) => error !== null)?.error ?? null,
    retry: () => { for (const one of results) if (one.isError) void one.refetch() },
    isOld: false,
  }
}
