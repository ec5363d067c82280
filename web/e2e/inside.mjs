/** A visitor who is logged in, at an address, in a language; and the server as that visitor reaches it. */
import { settled, visit } from './browser.mjs'

export async function inside({ browser, base }, { cookies }, where, { language = 'ko', ...options } = {}) {
  const visitor = await visit(browser, options)
  await visitor.context.addCookies(cookies)
  await visitor.page.addInitScript((chosen) => { globalThis.localStorage.setItem('dure.language', chosen) }, language)
  await visitor.page.goto(`${base}${where}`)
  await visitor.page.getByRole('heading', { level: 1 }).waitFor()
  await settled(visitor.page)
  return visitor
}

/** Who only asks the server, as the one whose session it is, and looks at no page. */
export async function alone({ browser }, { cookies }) {
  const context = await browser.newContext()
  await context.addCookies(cookies)
  return { context }
}

/** Ask the server as the visitor; gives the JSON that it answers. */
export async function ask({ context }, { base }, method, where, body) {
  const answer = await context.request.fetch(`${base}${where}`, { method, headers: { Origin: base }, ...(body === undefined ? {} : { data: body }) })
  if (!answer.ok()) throw new Error(`${method} ${where}: ${answer.status()} ${await answer.text()}`)
  return answer.status() === 204 ? undefined : answer.json()
}
