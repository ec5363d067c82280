/** What a person does on the page of one record; `names` are the ids of records that hold what the story needs. */
import assert from 'node:assert/strict'
import { look, setLanguage, visit } from './browser.mjs'

const words = {
  ko: { edit: '라벨 바꾸기', search: '한국어나 영어로 찾기', undo: '되돌리기', scale: '배율', play: '재생', pause: '일시 정지', head: '재생 위치', missing: '레코드를 찾을 수 없습니다', find: '이름이나 값으로 찾기' },
}

async function open({ browser, base }, cookies, record, { list = '', ...how } = {}) {
  const visitor = await visit(browser, how)
  await visitor.context.addCookies(cookies)
  await visitor.page.goto(`${base}/records/${record}${list && `?list=${encodeURIComponent(list)}`}`)
  await visitor.page.getByRole('heading', { level: 2 }).first().waitFor()
  await visitor.page.waitForFunction(() => document.querySelector('[class*="Skeleton"]') === null)
  return visitor
}

/** Every kind of record in both languages, wide and narrow, light and dark. */
export async function recordEverywhere(world, { cookies }, records) {
  for (const [kind, record] of Object.entries(records)) {
    for (const [size, language, dark] of [['wide', 'ko', false], ['narrow', 'ko', true], ['wide', 'en', true], ['narrow', 'en', false]]) {
      const visitor = await open(world, cookies, record, { size, dark })
      await setLanguage(visitor.page, language)
      await visitor.page.waitForFunction(() => document.querySelector('[class*="Skeleton"]') === null)
      await look(visitor, `record-${kind}-${language}-${size}${dark ? '-dark' : ''}`, world.shots)
      await visitor.context.close()
    }
  }
}

const scale = async (page) => Number((await page.getByLabel(words.ko.scale).textContent()).replace(/\D/g, ''))

/** Zoom by key and by wheel, come back, hide a class, point at a shape in the list and see it light up. */
export async function pictureByHand(world, { cookies }, record) {
  const { page, context } = await open(world, cookies, record)
  const fitted = await scale(page)
  await page.keyboard.press('z')
  await page.keyboard.press('z')
  assert.ok(await scale(page) > fitted * 1.4, 'z does not zoom in')
  await page.keyboard.press('x')
  await page.keyboard.press('f')
  assert.equal(await scale(page), fitted, 'f does not fit')
  await page.keyboard.press('o')
  assert.equal(await scale(page), 100, 'o does not show the actual size')
  const board = page.locator('[class*="board"]')
  const before = await board.screenshot()
  const shape = page.locator('li[class*="shape"] button').first()
  await shape.focus()
  await page.keyboard.press('f')
  const lit = await board.screenshot()
  assert.ok(!before.equals(lit), 'pointing in the list does not light the shape up')
  await shape.press('Enter')
  assert.equal(await shape.getAttribute('aria-pressed'), 'true')
  await page.keyboard.press('1')
  await page.waitForFunction(() => document.querySelector('li[class*="shape"]') === null)
  await context.close()
  console.log('ok record: picture by hand')
}

/** Change the label with the keyboard alone, searched in English, and take it back. */
export async function relabel(world, { cookies }, record, { typed, becomes }) {
  const { page, context } = await open(world, cookies, record)
  const word = page.locator('[class*="word"]').first()
  const before = await word.textContent()
  await page.getByRole('button', { name: words.ko.edit }).waitFor() // the key serves only who may
  await page.keyboard.press('e')
  const search = page.getByLabel(words.ko.search)
  await search.waitFor()
  await search.fill(typed)
  await page.locator('[role="option"][data-combobox-selected]').filter({ hasText: becomes }).waitFor()
  await page.keyboard.press('Enter')
  await word.filter({ hasText: becomes }).waitFor()
  await page.getByRole('button', { name: words.ko.undo }).click()
  await page.waitForFunction((was) => document.querySelector('[class*="word"]')?.textContent === was, before)
  await context.close()
  console.log('ok record: label changed and taken back')
}

/** Space plays, and the playhead moves; home brings it back. */
export async function playAll(world, { cookies }, record) {
  const { page, context } = await open(world, cookies, record)
  const head = page.getByRole('slider', { name: words.ko.head })
  const at = async () => Number(await head.getAttribute('aria-valuenow'))
  const start = await at()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: words.ko.pause }).waitFor()
  await page.waitForFunction((from) => Number(document.querySelector('[role="slider"]')?.getAttribute('aria-valuenow')) > from + 0.4, start)
  await page.keyboard.press('Space')
  const rested = await at()
  assert.ok(rested > start, 'the playhead did not move')
  await head.press('Home')
  assert.ok(await at() <= start, 'Home does not go to the start')
  await context.close()
  console.log('ok record: played')
}

/** Left and right walk through the list that led here, and the address keeps up. */
export async function walkList(world, { cookies }, record, list) {
  const { page, context } = await open(world, cookies, record, { list })
  await page.getByRole('button', { name: '다음 레코드' }).and(page.locator(':enabled')).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.waitForURL((url) => !url.pathname.endsWith(record))
  await page.getByRole('button', { name: '이전 레코드' }).and(page.locator(':enabled')).waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.waitForURL((url) => url.pathname.endsWith(record))
  await context.close()
  console.log('ok record: walked through the list')
}

/** An address without a record says so. */
export async function noRecord(world, { cookies }) {
  const visitor = await visit(world.browser, { size: 'narrow' })
  await visitor.context.addCookies(cookies)
  await visitor.page.goto(`${world.base}/records/00000000-0000-4000-8000-000000000000`)
  await visitor.page.getByRole('heading', { name: words.ko.missing }).waitFor()
  await look(visitor, 'record-missing-ko-narrow', world.shots)
  await visitor.context.close()
}

/** Someone else was quicker: the page tells what the label is now, and saves again only when told to. */
export async function conflict(world, { cookies }, record, { typed, theirs }) {
  const visitor = await open(world, cookies, record, { size: 'narrow' })
  const { page, context } = visitor
  const address = `${world.base}/api/records/${record}`
  const { version } = await (await context.request.get(address)).json()
  const put = await context.request.put(`${address}/label`, { data: { label: theirs, version }, headers: { Origin: world.base } })
  assert.ok(put.ok(), `the other one's change was refused: ${put.status()}`)
  await page.getByRole('button', { name: words.ko.edit }).click()
  await page.getByLabel(words.ko.search).fill(typed)
  await page.locator('[role="option"][data-combobox-selected]').first().waitFor()
  await page.keyboard.press('Enter')
  const alert = page.getByRole('alert')
  await alert.waitFor()
  await look(visitor, 'record-conflict-ko-narrow', world.shots)
  await alert.getByRole('button').first().click()
  await page.getByRole('button', { name: words.ko.undo }).waitFor()
  await context.close()
  console.log('ok record: conflict')
}
