/** The curator's story: look through records, select, correct, take back, and find what looks alike. */
import assert from 'node:assert/strict'
import { look, settled, until } from './browser.mjs'
import { ask, inside } from './inside.mjs'

const tiles = '[role="gridcell"][data-index]'
const tile = (page, index) => page.locator(`[role="gridcell"][data-index="${index}"]`)
const number = (text) => Number((text ?? '').replaceAll(/\D/g, ''))
const selected = (page) => page.locator('[role="toolbar"] [role="status"]')
const countIs = (page, wanted) => until('how many are selected', async () => ((await selected(page).count()) > 0 ? number(await selected(page).textContent()) : 0), (count) => count === wanted)
const found = (visitor, world, dataset, where) => ask(visitor, world, 'GET', `/api/datasets/${dataset}/grid?limit=500${where}`)

async function selectByKeys(page) {
  await tile(page, 0).click()
  await countIs(page, 1)
  await page.keyboard.press('Shift+ArrowRight')
  await countIs(page, 2)
  await page.keyboard.press('Shift+ArrowRight')
  await countIs(page, 3)
  await tile(page, 5).click({ modifiers: ['Control'] })
  await countIs(page, 4)
}

/** Select by mouse and keyboard, move to another split, take it back; everything counts again as before. */
export async function curate(world, state, dataset) {
  const others = '&where=-split:test&where=modality:image' // those in it already would not change
  const visitor = await inside(world, state, `/datasets/${dataset}?tab=records${others}`)
  const { page, context } = visitor
  const inTest = async () => (await found(visitor, world, dataset, '&where=split:test')).total
  const before = await inTest()
  let token
  page.on('response', async (answer) => { if (answer.url().endsWith('/bulk') && answer.ok()) token = (await answer.json().catch(() => ({}))).undo })
  try {
    await selectByKeys(page)
    await look(visitor, 'records-selected-ko-wide', world.shots)
    await page.getByRole('button', { name: '더 하기' }).click()
    await page.getByRole('menuitem', { name: '분할 바꾸기: 시험' }).click()
    const told = page.getByRole('status').locator('div').filter({ hasText: '레코드 4개의 분할을 바꿨습니다' })
    await told.hover() // what is pointed at stays
    assert.equal(await inTest(), before + 4)
    await told.getByRole('button', { name: '되돌리기' }).click()
    await until('taken back', inTest, (count) => count === before)
    token = undefined
  } finally {
    if (token !== undefined) await ask(visitor, world, 'POST', `/api/datasets/${dataset}/bulk/${token}/undo`)
  }
  await context.close()
  await selectAll(world, state, dataset)
}

async function selectAll(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}?tab=records`)
  const { page, context } = visitor
  const { total } = await found(visitor, world, dataset, '')
  await tile(page, 0).click()
  await countIs(page, 1)
  await page.keyboard.press('Control+a')
  await countIs(page, total)
  await page.keyboard.press('Escape')
  await selected(page).waitFor({ state: 'detached' })
  await context.close()
  console.log(`ok records: selected by keys, moved and taken back, all ${total} selected`)
}

/** A stroke of the mouse over the tiles selects what it touches; with Control it adds, and Escape takes it back. */
export async function stroke(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}?tab=records`)
  const { page, context } = visitor
  const middle = async (index) => {
    const { x, y, width, height } = await tile(page, index).boundingBox()
    return [x + width / 2, y + height / 2]
  }
  const columns = Number(await page.getByRole('grid').getAttribute('aria-colcount'))
  const drag = async (from, to) => {
    await page.mouse.move(...(await middle(from)))
    await page.mouse.down()
    await page.mouse.move(...(await middle(to)), { steps: 5 })
  }
  await drag(0, columns + 2)
  await countIs(page, 6)
  await look(visitor, 'records-stroke-ko-wide', world.shots)
  await page.mouse.up()
  await countIs(page, 6)
  await page.keyboard.down('Control')
  await drag(3, 3)
  const [x, y] = await middle(3)
  await page.mouse.move(x + 12, y + 12, { steps: 3 })
  await countIs(page, 7)
  await page.mouse.up()
  await page.keyboard.up('Control')
  await countIs(page, 7)
  await drag(1, columns + 1)
  await countIs(page, 2)
  await page.keyboard.press('Escape')
  await countIs(page, 7)
  await page.mouse.up()
  await countIs(page, 7)
  await drag(0, columns)
  await page.mouse.move(x, 895) // at the edge the page moves on, and the stroke with it
  const most = columns * 4
  await until('the stroke goes on below the edge', async () => number(await selected(page).textContent()), (count) => count > most)
  await page.mouse.up()
  await page.keyboard.press('Escape')
  await selected(page).waitFor({ state: 'detached' })
  await context.close()
  console.log('ok records: selected by a stroke of the mouse')
}

/** The first picture, by path, that has something like it. */
async function alike(visitor, world, dataset) {
  const { items } = await found(visitor, world, dataset, '&where=modality:image&sort=path')
  for (const { id } of items) {
    const near = await ask(visitor, world, 'GET', `/api/records/${id}/similar?limit=10`).catch(() => ({ items: [] }))
    if (near.items.length > 3) return id
  }
  throw new Error('no picture has anything like it')
}

/** Filters stand in the address; back takes the last one away; what looks alike is ranked by distance. */
export async function findAlike(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}?tab=records`)
  const { page, context } = visitor
  await page.locator('aside input[type="checkbox"]').first().click()
  await page.waitForURL(/where=/)
  await page.goBack()
  await page.waitForURL((url) => !url.searchParams.has('where'))
  await page.goto(`${world.base}/datasets/${dataset}?tab=records&where=id:${await alike(visitor, world, dataset)}`)
  await tile(page, 0).click()
  await countIs(page, 1)
  await page.getByRole('toolbar').getByRole('button', { name: '닮은 것 찾기' }).click()
  await page.waitForURL(/where=like/)
  await page.locator(`${tiles} [title^="거리"]`).first().waitFor()
  await settled(page)
  const distances = (await page.locator(`${tiles} [title^="거리"]`).allTextContents()).map(Number)
  assert.ok(distances.length > 3)
  assert.deepEqual(distances, [...distances].sort((a, b) => a - b))
  await look(visitor, 'records-alike-ko-wide', world.shots)
  await context.close()
  console.log(`ok records: ${distances.length} alike, the nearest first`)
}

/** On the map a box selects, and the grid shows what it caught; the map is made where there is none. */
export async function selectOnMap(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}?tab=map`)
  const { page, context } = visitor
  const canvas = page.locator('canvas')
  const make = page.getByRole('button', { name: '지도 만들기' })
  await canvas.or(make).first().waitFor()
  if (await make.isVisible()) await make.click()
  await canvas.waitFor({ timeout: 180_000 })
  await settled(page)
  const { ids } = await ask(visitor, world, 'GET', `/api/datasets/${dataset}/map`)
  await page.getByText('네모 선택').click()
  const { x, y, width, height } = await canvas.boundingBox()
  await page.mouse.move(x + 5, y + 5)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y + height - 5, { steps: 4 })
  await page.mouse.up()
  await selected(page).waitFor()
  await settled(page)
  const caught = number(await selected(page).textContent())
  assert.ok(caught > 0 && caught < ids.length, `the box caught ${caught} of ${ids.length}`)
  await look(visitor, 'map-selected-ko-wide', world.shots)
  await page.getByRole('button', { name: '격자에서 보기' }).click()
  await page.locator(`${tiles}[aria-selected="true"]`).first().waitFor()
  await until('the grid shows what was caught', async () => number(await page.locator('main [role="status"] strong').first().textContent()), (count) => count === caught)
  await context.close()
  console.log(`ok map: a box caught ${caught} of ${ids.length}, the grid shows them`)
}
