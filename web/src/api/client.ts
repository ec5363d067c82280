/** The one way to the server: typed by its OpenAPI document, in the language of the page. */
import createClient, { type Middleware } from 'openapi-fetch'
import { language } from '@/lib/i18n'
import { Problem, toProblem } from '@/lib/problem'
import type { paths } from './schema'

const speak: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language())
  },
  onError: () => new Problem(0),
}

export const api = createClient<paths>({ baseUrl: window.location.origin })
api.use(speak)

/** What a call answered; a refusal is thrown as the `Problem` that the server described. */
export async function answer<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T | undefined> {
  const { data, error, response } = await call
  if (!response.ok) throw toProblem(response.status, error)
  return data
}

/** As `answer`, for calls that have something to say. */
export async function content<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const data = await answer(call)
  if (data === undefined) throw new Problem(0)
  return data
}
