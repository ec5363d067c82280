/** Who is logged in, and the ways to change that. */
import { queryOptions } from '@tanstack/react-query'
import { answer, api, content } from '@/api'

export const meQuery = queryOptions({
  queryKey: ['identity', 'me'],
  queryFn: () => content(api.GET('/api/me')),
  staleTime: 5 * 60_000,
  retry: false,
})

export interface SignIn {
  email: string
  password: string
}

export async function logIn(body: SignIn): Promise<void> {
  await answer(api.POST('/api/session', { body }))
}

/** Take the one-time link: it makes the account and logs in with it. */
export async function claim(secret: string, body: SignIn & { name: string }): Promise<void> {
  await answer(api.POST('/api/claims/{secret}', { params: { path: { secret } }, body }))
}

export async function logOut(): Promise<void> {
  await answer(api.DELETE('/api/session'))
}

/** Work for another of my organisations from now on. */
export async function switchOrganization(organization: string): Promise<void> {
  await answer(api.POST('/api/session/organization', { body: { organization } }))
}
