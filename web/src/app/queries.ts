/** How answers of the server are kept, asked for again, and given up. */
import { QueryCache, QueryClient } from '@tanstack/react-query'
import { isLoggedOut, Problem } from '@/lib/problem'

const TRIES = 2

/** Only what may pass by itself is worth another try. */
function again(failures: number, error: Error): boolean {
  const passing = error instanceof Problem && (error.status === 0 || error.status >= 500)
  return passing && failures < TRIES
}

export function makeQueries(onLoggedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (isLoggedOut(error)) onLoggedOut()
      },
    }),
    defaultOptions: { queries: { retry: again, staleTime: 10_000 } },
  })
}
