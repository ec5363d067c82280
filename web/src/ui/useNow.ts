/** The time, moving every half minute, so that “3 minutes ago” does not grow old. */
import { useInterval } from '@mantine/hooks'
import { useState } from 'react'

export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useInterval(() => { setNow(new Date()) }, 30_000, { autoInvoke: true })
  return now
}
