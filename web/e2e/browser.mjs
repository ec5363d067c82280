/**
 * A Chromium to drive, and what every page must pass: no axe violation, no sideways scrolling, no error in the console.
 *
 * To look for races: DURE_E2E_CPU=4 makes its processor four times slower, and DURE_E2E_LATE=300 lets each answer of the
 * server come up to so many milliseconds late, each address by a share of its own (DURE_E2E_LATE=300,7 by other shares).
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]
export const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } }

function executable() {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const all = [process.env.DURE_CHROMIUM, ...folders.flatMap((folder) => names.map((name) => path.join(folder, name)))]
  const found = all.find((one) => one && existsSync(one))
  assert.ok(found, 'No Chromium was found; install it, or name it in DURE_CHROMIUM.')
  return found
}

export function launch() {
  return chromium.launch({ executablePath: executable(), headless: true, args: FLAGS })
}

const slower = Number(process.env.DURE_E2E_CPU ?? 1)
const [late, seed = 0] = (process.env.DURE_E2E_LATE ?? '0').split(',').map(Number)

/** Between 0.5 and 1 for what the others wait for, between 0 and 1 for the rest; the same for the same address. */
function share(address) {
  const { pathname, search } = new globalThis.URL(address)
  const sum = [...`${pathname}${search}`].reduce((whole, sign) => (whole * 31 + sign.codePointAt(0) + seed) % 9973, 7) / 9973
  return /domains|facets|members/.test(pathname) ? 0.5 + sum / 2 : sum
}

async function hinder(context, page) {
  if (slower > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slower })
  if (late === 0 || context.pages().length > 1) return
  await context.route(/\/api\/(?!jobs\/events)/, async (route) => {
    if (route.request().method() === 'GET') await new Promise((resolve) => { setTimeout(resolve, late * share(route.request().url())) })
    await route.fallback().catch(() => undefined) // its page may be gone by then
  })
}

const underway = new WeakMap()

/** Whatever the page asks for until it ends by itself; streams that stay open are not waited for. */
function watch(page) {
  const asked = new Set()
  underway.set(page, asked)
  const stays = (request) => request.resourceType() === 'media' || request.url().endsWith('/jobs/events')
  page.on('request', (request) => { if (!stays(request)) asked.add(request) })
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => { asked.delete(request) })
}

/** Runs in the page: how many places are held for what is to come, and how many things move, two frames from now. */
function unsettled() {
  return new Promise((resolve) => {
    const count = () => {
      const places = document.querySelectorAll('[class*="Skeleton"], [aria-busy="true"], [data-old="true"]').length
      const moving = document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity)
      resolve(places + moving.length)
    }
    globalThis.requestAnimationFrame(() => { globalThis.requestAnimationFrame(count) })
  })
}

const PATIENCE_MS = 45_000
const CALM = 3

/** Wait until nothing is asked for, no place is held for what is to come, and nothing moves, for some frames on end. */
export async function settled(page) {
  const asked = underway.get(page)
  const deadline = Date.now() + PATIENCE_MS
  for (let calm = 0; calm < CALM;) {
    const held = await page.evaluate(unsettled).catch((error) => {
      if (!/navigat|destroyed/.test(error.message)) throw error
      return 1 // on the way to another page
    })
    calm = held === 0 && asked.size === 0 ? calm + 1 : 0
    assert.ok(Date.now() < deadline, `${page.url()} does not settle: ${held} places held, asking ${[...asked].map((one) => one.url()).join(', ')}`)
  }
}

/** Ask again and again until the answer is what was waited for; gives that answer. */
export async function until(what, question, holds = Boolean, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience
  for (;;) {
    const found = await question()
    if (holds(found)) return found
    assert.ok(Date.now() < deadline, `${what}: still ${JSON.stringify(found)}`)
    await new Promise((resolve) => { setTimeout(resolve, 50) })
  }
}

/** A fresh visitor whose page collects what went wrong in it. */
export async function visit(browser, { size = 'wide', dark = false } = {}) {
  return tab(await browser.newContext({ viewport: sizes[size], colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' }))
}

/** One more window of a visitor. */
export async function tab(context) {
  const page = await context.newPage()
  watch(page)
  await hinder(context, page)
  const errors = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    // The browser itself writes a line for every refused request; the pages show those as sentences.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text())
  })
  return { context, page, errors }
}

export async function setLanguage(page, language) {
  if ((await page.getAttribute('html', 'lang')) === language) return
  await page.getByRole('button', { name: language === 'en' ? 'English' : '한국어' }).click()
  await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language)
}

/** Look at a page as it is now: judge it, and keep its picture. */
export async function look({ page, errors }, name, shots) {
  await settled(page)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true })
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations', 'passes'] }))
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`)
  assert.deepEqual(found, [], `${name}: axe found violations`)
  assert.ok(passes.length > 10, `${name}: axe judged only ${passes.length} rules; the page is empty`)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(overflow <= 0, `${name}: the page is ${overflow} px wider than the window`)
  assert.deepEqual(errors, [], `${name}: errors in the console`)
  console.log(`ok ${name}: axe 0 violations, ${passes.length} rules passed`)
}

/** Keep what every open page shows, for who must find out why a story did not hold. */
export async function keepOpen(browser, shots) {
  const pages = browser.contexts().flatMap((context) => context.pages())
  for (const [n, page] of pages.entries()) {
    const file = path.join(shots, `failed-${n}.png`)
    await page.screenshot({ path: file, timeout: 5_000 }).catch(() => undefined)
    const text = await page.locator('body').innerText({ timeout: 5_000 }).catch(() => '')
    console.error(`${file}: ${page.url()}\n${text.slice(0, 3_000)}`)
  }
}
