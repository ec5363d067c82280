/**
 * The picture of the README: the home page of a demonstration as a newcomer sees it.
 *
 *   node e2e/picture.mjs BASE_URL   logs in as DURE_E2E_EMAIL, DURE_E2E_PASSWORD; writes docs/images/home.png
 */
import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { launch, settled, visit } from './browser.mjs'
import { logIn } from './stories.mjs'
import { word } from './words.mjs'

const MOST_BYTES = 400_000
const place = fileURLToPath(new URL('../../docs/images/home.png', import.meta.url))
const [base] = process.argv.slice(2)
if (base === undefined) {
  console.error('Say where the server is: node e2e/picture.mjs BASE_URL')
  process.exit(2)
}
const account = { email: process.env.DURE_E2E_EMAIL ?? 'haneul@example.org', password: process.env.DURE_E2E_PASSWORD ?? 'seven small blue patches' }
const browser = await launch()
try {
  const { cookies } = await logIn({ browser, base, account })
  const { context, page } = await visit(browser)
  await context.addCookies(cookies)
  await page.addInitScript(() => { globalThis.localStorage.setItem('dure.language', 'en') })
  await page.goto(base)
  await page.locator('li[data-station="release"] a[href^="/releases/"]').first().waitFor()
  await page.getByRole('region', { name: word('en', 'home.demo.short') }).waitFor()
  await page.getByRole('button', { name: 'Dure Alliance Office' }).waitFor() // the menus come after the page
  await settled(page)
  await page.evaluate(() => document.fonts.ready)
  mkdirSync(fileURLToPath(new URL('.', new URL('../../docs/images/home.png', import.meta.url))), { recursive: true })
  await page.screenshot({ path: place })
  const { size } = statSync(place)
  if (size > MOST_BYTES) throw new Error(`${place} weighs ${size} bytes, more than ${MOST_BYTES}.`)
  console.log(`${place}: ${size} bytes`)
} finally {
  await browser.close()
}
