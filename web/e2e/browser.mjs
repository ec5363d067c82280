/** A Chromium to drive, and what every page must pass: no axe violation, no sideways scrolling, no error in the console. */
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

/** A fresh visitor whose page collects what went wrong in it. */
export async function visit(browser, { size = 'wide', dark = false } = {}) {
  const context = await browser.newContext({ viewport: sizes[size], colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' })
  const page = await context.newPage()
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
