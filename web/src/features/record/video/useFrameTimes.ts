/** The presentation times of all frames of a video, as the server reads them from its container. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { startsOf } from '../clock'
import { framesQuery } from '../queries'

/** Undefined until they are known, and where they cannot be. */
export function useFrameTimes(record: string, n: number): readonly number[] | undefined {
  const { data } = useQuery(framesQuery(record, n))
  return useMemo(() => data && startsOf(data), [data])
}
