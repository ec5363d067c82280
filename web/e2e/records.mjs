/** The curator's story: look through records, select, correct, take back, and find what looks alike. */
import assert from 'node:assert/strict'
import { look, visit } from './browser.mjs'

const tiles = '[role="gridcell"][data-index]'
const selected = (page) => page.locator('[role="toolbar"] [role="status"]')

/** The data set of pictures of one's own with the most records. */
async function largest(page, base) {
  await page.goto(base)
  await page.getByRole('main').waitFor()
  return page.evaluate(async () => {
    const { items } = await (await globalThis.fetch('/api/datasets')).json()
    const details = await Promise.all(items.map(async ({ id }) => (await globalThis.fetch(`/api/datasets/${id}`)).json()))
    const counted = await Promise.all(details.filter(({ mine }) => mine).map(async (one) => ({ ...one, ...(await (await globalThis.fetch(`/api/datasets/${one.id}/grid?limit=1&where=modality:image`)).json()) })))
    return counted.sort((a, b) => b.total - a.total)[0]
  })
}

async function selectByKeys(page) {
  await page.locator(tiles).first().click()
  assert.match(await selected(page).textContent(), /^1개/)
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.waitForFunction(() => /^3개/.test(document.querySelector('[role="toolbar"] [role="status"]')?.textContent ?? ''))
  await page.locator(tiles).nth(5).click({ modifiers: ['Control'] })
  assert.match(await selected(page).textContent(), /^4개/)
}

/** Select by mouse and keyboard, move to another split, take it back; everything counts again as before. */
export async function curate({ browser, base, shots }, { cookies }) {
  const visitor = await visit(browser)
  const { page, context } = visitor
  await context.addCookies(cookies)
  const dataset = await largest(page, base)
  await page.goto(`${base}/datasets/${dataset.id}?tab=records`)
  await page.locator(tiles).first().waitFor()
  const count = async (word) => (await page.evaluate(async ([id, where]) => (await globalThis.fetch(`/api/datasets/${id}/grid?limit=1&where=${where}`)).json(), [dataset.id, word])).total
  const before = await count('split:test')
  await selectByKeys(page)
  await look(visitor, 'records-selected-ko-wide', shots)
  await page.getByRole('button', { name: '더 하기' }).click()
  await page.getByRole('menuitem', { name: '분할 바꾸기: 시험' }).click()
  await page.getByText('레코드 4개의 분할을 바꿨습니다').first().waitFor()
  assert.equal(await count('split:test'), before + 4)
  await page.getByRole('button', { name: '되돌리기' }).click()
  await page.waitForFunction(async ([id, wanted]) => (await (await globalThis.fetch(`/api/datasets/${id}/grid?limit=1&where=split:test`)).json()).total === wanted, [dataset.id, before])

  await page.locator(tiles).first().click()
  await page.keyboard.press('Control+a')
  await page.waitForFunction((total) => Number((document.querySelector('[role="toolbar"] [role="status"]')?.textContent ?? '').replaceAll(/\D/g, '')) === total, dataset.records)
  await page.keyboard.press('Escape')
  await selected(page).waitFor({ state: 'detached' })
  await context.close()
}

/** Filters stand in the address; back takes the last one away; what looks alike is ranked by distance. */
export async function findAlike({ browser, base, shots }, { cookies }) {
  const visitor = await visit(browser)
  const { page, context } = visitor
  await context.addCookies(cookies)
  const dataset = await largest(page, base)
  await page.goto(`${base}/datasets/${dataset.id}?tab=records`)
  await page.locator('aside input[type="checkbox"]').first().click()
  await page.waitForURL(/where=/)
  await page.goBack()
  await page.waitForURL((url) => !url.searchParams.has('where'))
  await page.locator(tiles).first().click()
  await page.getByRole('toolbar').getByRole('button', { name: '닮은 것 찾기' }).click()
  await page.waitForURL(/where=like/)
  await page.locator(`${tiles} [title^="거리"]`).first().waitFor()
  const distances = (await page.locator(`${tiles} [title^="거리"]`).allTextContents()).map(Number)
  assert.ok(distances.length > 3)
  assert.deepEqual(distances, [...distances].sort((a, b) => a - b))
  await look(visitor, 'records-alike-ko-wide', shots)
  await context.close()
}

/** On the map a box selects, and the grid shows what it caught. */
export async function selectOnMap({ browser, base, shots }, { cookies }) {
  const visitor = await visit(browser)
  const { page, context } = visitor
  await context.addCookies(cookies)
  const dataset = await largest(page, base)
  await page.goto(`${base}/datasets/${dataset.id}?tab=map`)
  const canvas = page.locator('canvas')
  await canvas.waitFor()
  await page.getByText('네모 선택').click()
  const { x, y, width, height } = await canvas.boundingBox()
  await page.mouse.move(x + 5, y + 5)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y + height - 5, { steps: 4 })
  await page.mouse.up()
  await selected(page).waitFor()
  const caught = Number((await selected(page).textContent()).replaceAll(/\D/g, ''))
  assert.ok(caught > 0 && caught < dataset.records)
  await look(visitor, 'map-selected-ko-wide', shots)
  await page.getByRole('button', { name: '격자에서 보기' }).click()
  await page.locator(`${tiles}[aria-selected="true"]`).first().waitFor()
  assert.equal(Number((await page.locator('main [role="status"] strong').first().textContent()).replaceAll(/\D/g, '')), caught)
  await context.close()
}
