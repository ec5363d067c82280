/**
 * The stories of the web pages, told in a real Chromium.
 *
 *   node e2e/run.mjs BASE_URL [CLAIM_LINK]   against a server; without a link, log in as DURE_E2E_EMAIL, DURE_E2E_PASSWORD
 *   node e2e/run.mjs --mock                  against made-up answers, with more stories
 *
 * Pictures go to DURE_E2E_SHOTS, or to e2e/shots.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { launch } from './browser.mjs'
import { startMock } from './mock.mjs'
import { everyPage, invitation, palette, token } from './shell.mjs'
import { cancelAndLive, comeIn, emptyHome, homeEverywhere, keyboard, refused, usedLink } from './stories.mjs'

const shots = process.env.DURE_E2E_SHOTS ?? fileURLToPath(new URL('shots', import.meta.url))
const account = {
  name: '김하늘',
  email: process.env.DURE_E2E_EMAIL ?? 'haneul@example.org',
  password: process.env.DURE_E2E_PASSWORD ?? 'seven small blue patches',
}

async function door(browser, base, link) {
  const world = { browser, base, shots, account }
  const state = await comeIn(world, link)
  await refused(world)
  await homeEverywhere(world, state)
  await keyboard(world, state)
  return { world, state }
}

async function againstServer(browser, base, link) {
  const { world, state } = await door(browser, base, link)
  await everyPage(world, state)
  await palette(world, state)
  await invitation(world, state)
  await token(world, state)
}

async function againstMock(browser) {
  const mock = await startMock()
  const { world, state } = await door(browser, mock.url, mock.claim)
  await usedLink(world, mock.claim)
  await cancelAndLive(world, state, mock)
  await mock.close()
  const empty = await startMock({ filled: false })
  await emptyHome({ ...world, base: empty.url })
  await empty.close()
}

const [base, link] = process.argv.slice(2)
if (base === undefined) {
  console.error('Say where the server is: node e2e/run.mjs BASE_URL [CLAIM_LINK], or --mock.')
  process.exit(2)
}
mkdirSync(shots, { recursive: true })
const browser = await launch()
try {
  await (base === '--mock' ? againstMock(browser) : againstServer(browser, base.replace(/\/$/, ''), link))
  console.log(`All stories hold; pictures are in ${shots}`)
} finally {
  await browser.close()
}
