/** Offer actions while a component is shown; keep the list stable with useMemo. */
import { useEffect } from 'react'
import { offer, type Action } from '@/lib/actions'

export function useActions(actions: readonly Action[]): void {
  useEffect(() => offer(actions), [actions])
}
