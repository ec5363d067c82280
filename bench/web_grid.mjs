/**
 * How the grid and the map feel with many records, in a real Chromium without a graphics card.
 *
 *   python bench/web_grid.py HOME && dure --home HOME serve    then
 *   node bench/web_grid.mjs BASE_URL CLAIM_LINK
 *
 * Frames are counted by requestAnimationFrame while the mouse's wheel or drag goes on; p95 is of the time between two.
 */
import { launch, visit } from '../web/e2e/browser.mjs'

const [base, link] = process.argv.slice(2)
if (!link) {
  console.error('Say where the server is and its one-time link: node bench/web_grid.mjs BASE_URL CLAIM_LINK.')
  process.exit(2)
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** The times between frames while `act` goes on. */
async function frames(page, act) {
  await page.evaluate(() => {
    globalThis.frames_ = []
    let last
    const step = (now) => {
      if (last !== undefined) globalThis.frames_.push(now - last)
      last = now
      if (globalThis.frames_ !== undefined && !globalThis.enough_) globalThis.requestAnimationFrame(step)
    }
    globalThis.enough_ = false
    globalThis.requestAnimationFrame(step)
  })
  await act()
  const times = await page.evaluate(() => { globalThis.enough_ = true; return globalThis.frames_ })
  const sorted = times.sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1)
  return `${times.length} frames, median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`
}

async function comeIn(page) {
  await page.goto(link)
  await page.getByLabel('이름').fill('벤치')
  await page.getByLabel('이메일').fill('bench@example.org')
  await page.getByRole('textbox', { name: '비밀번호' }).fill('seven small blue patches')
  await page.getByRole('button', { name: '계정 만들고 시작하기' }).click()
  await page.waitForURL(`${base}/`)
}

const tiles = '[role="gridcell"][data-index]'
const seen = (page, count) => page.waitForFunction(([selector, least]) => document.querySelectorAll(selector).length >= least, [tiles, count])

const browser = await launch()
const { page } = await visit(browser)
await comeIn(page)
const sets = await page.evaluate(async () => (await (await globalThis.fetch('/api/datasets')).json()).items)
const [many, mapped] = ['many', 'mapped'].map((name) => sets.find((one) => one.name === name))

const opened = []
for (let round = 0; round < 5; round += 1) {
  await page.goto(`${base}/datasets/${many.id}`)
  await page.getByRole('link', { name: '레코드', exact: true }).waitFor()
  await page.waitForTimeout(400)
  const begun = Date.now()
  await page.getByRole('link', { name: '레코드', exact: true }).click()
  await seen(page, 8)
  opened.push(Date.now() - begun)
}
console.log(`first rows of ${many.records}: median ${median(opened)} ms (${opened.join(', ')})`)

await page.waitForTimeout(1000)
await page.mouse.move(800, 500)
console.log(`scroll by wheel: ${await frames(page, async () => {
  for (let turn = 0; turn < 120; turn += 1) {
    await page.mouse.wheel(0, 240)
    await page.waitForTimeout(16)
  }
})}`)
const jumped = Date.now()
await page.evaluate(() => { globalThis.scrollTo(0, document.body.scrollHeight / 2) })
await page.waitForTimeout(30)
await page.waitForFunction((selector) => document.querySelectorAll(selector).length > 7, tiles)
console.log(`leap to the middle: ${Date.now() - jumped} ms`)
await page.evaluate(() => { globalThis.scrollTo(0, 0) })
await page.waitForTimeout(600)

const [filtered, counted] = [[], []]
for (const nth of [1, 2, 3, 4]) {
  const count = page.locator('[role="status"] strong').first()
  const before = await count.textContent()
  const begun = Date.now()
  await page.locator('aside input[type="checkbox"]').nth(nth).click()
  // The rows are there when they answer this question, and are painted; the counts beside them come after.
  await page.waitForFunction((text) => {
    const found = document.querySelector('[role="status"] strong')
    return found !== null && found.textContent !== text && document.querySelector('[role="grid"][data-old="true"]') === null
  }, before)
  await page.evaluate(() => new Promise((resolve) => { globalThis.requestAnimationFrame(() => { globalThis.requestAnimationFrame(resolve) }) }))
  filtered.push(Date.now() - begun)
  await page.waitForFunction(() => document.querySelector('[data-old="true"]') === null)
  counted.push(Date.now() - begun)
  await page.waitForTimeout(500)
}
console.log(`filter: rows median ${median(filtered)} ms (${filtered.join(', ')}), counts beside them median ${median(counted)} ms (${counted.join(', ')})`)

await page.goto(`${base}/datasets/${mapped.id}?tab=map`)
const canvas = page.locator('canvas')
await canvas.waitFor()
await page.waitForTimeout(3000)
const { x, y, width, height } = await canvas.boundingBox()
const drag = async () => {
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  for (let turn = 0; turn < 120; turn += 1) {
    await page.mouse.move(x + width / 2 + 150 * Math.sin(turn / 9), y + height / 2 + 100 * Math.cos(turn / 9))
    await page.waitForTimeout(8)
  }
  await page.mouse.up()
}
console.log(`map of ${mapped.records}, panning: ${await frames(page, drag)}`)
for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, -300)
console.log(`map, panning from near: ${await frames(page, drag)}`)
await browser.close()
