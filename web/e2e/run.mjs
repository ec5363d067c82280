/**
 * The stories of the web pages, told in a real Chromium.
 *
 *   node e2e/run.mjs BASE_URL [CLAIM_LINK]   against a server; without a link, log in as DURE_E2E_EMAIL, DURE_E2E_PASSWORD.
 *                                            Where it holds a demonstration (`dure demo`), every story is told.
 *   node e2e/run.mjs --mock                  against made-up answers, for what a server says only when something is wrong
 *
 * DURE_E2E_ONLY names chapters to tell alone (door, frame, alliance, curator, provider, windows, engineer). Pictures go to
 * DURE_E2E_SHOTS, or to e2e/shots.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { keepOpen, launch } from './browser.mjs'
import { chapters } from './chapters.mjs'
import { alone, ask } from './inside.mjs'
import { startMock } from './mock.mjs'
import { cancelAndLive, comeIn, emptyHome, homeEverywhere, keyboard, refused, usedLink } from './stories.mjs'

const shots = process.env.DURE_E2E_SHOTS ?? fileURLToPath(new URL('shots', import.meta.url))
const only = process.env.DURE_E2E_ONLY?.split(',')
const account = {
  name: '김하늘',
  email: process.env.DURE_E2E_EMAIL ?? 'haneul@example.org',
  password: process.env.DURE_E2E_PASSWORD ?? 'seven small blue patches',
}

async function door(world, state) {
  await refused(world)
  await homeEverywhere(world, state)
  await keyboard(world, state)
}

/** Whether the server holds a demonstration; a home of one's own has only the frame to tell of. */
async function isDemonstration(world, state) {
  const visitor = await alone(world, state)
  const { simulated } = await ask(visitor, world, 'GET', '/api/overview')
  await visitor.context.close()
  return simulated
}

async function againstServer(browser, base, link) {
  const world = { browser, base, shots, account }
  const state = await comeIn(world, link)
  const told = (await isDemonstration(world, state)) ? chapters : { frame: chapters.frame }
  for (const [name, tell] of Object.entries(told)) {
    if (only !== undefined && !only.includes(name)) continue
    const begun = Date.now()
    await tell(world, state)
    console.log(`chapter ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  }
  if (only === undefined || only.includes('door')) await door(world, state) // last, for who leaves ends the session
}

async function againstMock(browser) {
  const mock = await startMock()
  const world = { browser, base: mock.url, shots, account }
  const state = await comeIn(world, mock.claim)
  await door(world, state)
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
} catch (error) {
  await keepOpen(browser, shots)
  throw error
} finally {
  await browser.close()
}
