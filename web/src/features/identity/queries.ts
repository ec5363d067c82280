/** Who is logged in, and the ways to change that. */
import { queryOptions } from '@tanstack/react-query'
import { answer, api, content } from '@/api'

export const meQuery = queryOptions({
  queryKey: ['identity', 'me'],
  queryFn: () => content(api.GET('/api/me')),
  staleTime: 5 * 60_000,
  retry: false,
})

export interface LogIn {
  email: string
  password: string
}

export async function logIn(body: LogIn): Promise<void> {
  await answer(api.POST('/api/session', { body }))
}

/** Take the one-time link: make the account, then come in with it. */
export async function claim(secret: string, body: LogIn & { name: string }): Promise<void> {
  await answer(api.POST('/api/claims/{secret}', { params: { path: { secret } }, body }))
  await logIn({ email: body.email, password: body.password })
}

export async function logOut(): Promise<void> {
  await answer(api.DELETE('/api/session'))
}
