/** What a person does on the page of one record; `names` are the ids of records that hold what the story needs. */
import assert from 'node:assert/strict'
import { look, setLanguage, settled, until, visit } from './browser.mjs'
import { ask } from './inside.mjs'

const words = {
  ko: { label: '라벨', edit: '라벨 바꾸기', search: '한국어나 영어로 찾기', undo: '되돌리기', scale: '배율', play: /^재생/, pause: /^일시 정지/, head: '재생 위치', missing: '레코드를 찾을 수 없습니다' },
}

export async function open({ browser, base }, cookies, record, { list = '', ...how } = {}) {
  const visitor = await visit(browser, how)
  await visitor.context.addCookies(cookies)
  await visitor.page.goto(`${base}/records/${record}${list && `?list=${encodeURIComponent(list)}`}`)
  await visitor.page.getByRole('heading', { level: 2 }).first().waitFor()
  await settled(visitor.page)
  return visitor
}

/** Every kind of record in both languages, wide and narrow, light and dark. */
export async function recordEverywhere(world, { cookies }, records) {
  for (const [kind, record] of Object.entries(records)) {
    for (const [size, language, dark] of [['wide', 'ko', false], ['narrow', 'ko', true], ['wide', 'en', true], ['narrow', 'en', false]]) {
      const visitor = await open(world, cookies, record, { size, dark })
      await setLanguage(visitor.page, language)
      await look(visitor, `record-${kind}-${language}-${size}${dark ? '-dark' : ''}`, world.shots)
      await visitor.context.close()
    }
  }
}

/** Zoom by key, come back, hide a class, point at a shape in the list and see it light up. */
export async function pictureByHand(world, { cookies }, record) {
  const { page, context } = await open(world, cookies, record)
  const scale = async () => Number((await page.getByLabel(words.ko.scale).textContent()).replace(/\D/g, ''))
  const fitted = await until('the picture fits', scale, (now) => now > 0)
  await page.keyboard.press('z')
  await page.keyboard.press('z')
  await until('z zooms in', scale, (now) => now > fitted * 1.4)
  await page.keyboard.press('x')
  await page.keyboard.press('f')
  await until('f fits', scale, (now) => now === fitted)
  await page.keyboard.press('o')
  await until('o shows the actual size', scale, (now) => now === 100)
  await page.keyboard.press('f')
  await until('f fits', scale, (now) => now === fitted)
  const board = page.locator('[class*="board"]')
  const shape = page.locator('li[class*="shape"] button').first()
  await shape.scrollIntoViewIfNeeded()
  await settled(page)
  const before = await board.screenshot()
  await shape.focus()
  await until('pointing in the list lights the shape up', async () => before.equals(await board.screenshot()), (same) => !same)
  await shape.press('Enter')
  await until('the shape is chosen', () => shape.getAttribute('aria-pressed'), (pressed) => pressed === 'true')
  await page.keyboard.press('1')
  await page.locator('li[class*="shape"]').first().waitFor({ state: 'detached' })
  await context.close()
  console.log('ok record: picture by hand')
}

/** The class that counts, as the page shows it. */
export const said = (page) => page.getByRole('region', { name: words.ko.label, exact: true }).getByRole('paragraph').first()

/** What is said of a record now, and the way to say it again whatever became of it. */
export async function keptLabel(visitor, world, record) {
  const now = () => ask(visitor, world, 'GET', `/api/records/${record}`)
  const { label } = await now()
  const putBack = async () => {
    const { label: found, version } = await now()
    if (found !== label) await ask(visitor, world, 'PUT', `/api/records/${record}/label`, { label: label || null, version })
  }
  return { label, now, putBack }
}

export async function choose(page, typed, becomes) {
  const search = page.getByLabel(words.ko.search)
  await search.waitFor()
  await search.fill(typed)
  await page.locator('[role="option"][data-combobox-selected]').filter({ hasText: becomes }).waitFor()
  await search.press('Enter')
}

/** Change the label with the keyboard alone, searched in English, and take it back. */
export async function relabel(world, { cookies }, record, { typed, becomes }) {
  const visitor = await open(world, cookies, record)
  const { page, context } = visitor
  const { label, now, putBack } = await keptLabel(visitor, world, record)
  try {
    const word = said(page)
    await page.getByRole('button', { name: words.ko.edit }).waitFor() // the key serves only who may
    await settled(page)
    const before = await word.textContent()
    await page.keyboard.press('e')
    await choose(page, typed, becomes)
    await word.filter({ hasText: becomes }).waitFor()
    await page.getByRole('button', { name: words.ko.undo }).click()
    await until('the label is as it was', () => word.textContent(), (text) => text === before)
    assert.equal((await now()).label, label)
  } finally {
    await putBack()
  }
  await context.close()
  console.log('ok record: label changed and taken back')
}

/** Space plays, and the playhead moves; home brings it back. */
export async function playAll(world, { cookies }, record) {
  const { page, context } = await open(world, cookies, record)
  const head = page.getByRole('slider', { name: words.ko.head })
  const at = async () => Number(await head.getAttribute('aria-valuenow'))
  const rests = page.getByRole('button', { name: words.ko.play })
  const start = await at()
  await page.keyboard.press('Space')
  await until('the playhead moves', at, (now) => now > start + 0.3)
  // A short sound may have come to its end by now, which is rest, too.
  if (!(await rests.isVisible())) await page.getByRole('button', { name: words.ko.pause }).click({ timeout: 2_000 }).catch(() => undefined)
  await rests.waitFor()
  assert.ok(await at() > start, 'the playhead did not stay where it rested')
  await head.press('Home')
  await until('Home goes to the start', at, (now) => now <= start)
  await context.close()
  console.log('ok record: played')
}

/** Left and right walk through the list that led here, and the address keeps up. */
export async function walkList(world, { cookies }, record, list) {
  const { page, context } = await open(world, cookies, record, { list })
  await page.getByRole('button', { name: '다음 레코드' }).and(page.locator(':enabled')).waitFor()
  await settled(page)
  await page.keyboard.press('ArrowRight')
  await page.waitForURL((url) => !url.pathname.endsWith(record))
  await page.getByRole('button', { name: '이전 레코드' }).and(page.locator(':enabled')).waitFor()
  await settled(page)
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
export async function conflict(world, { cookies }, record, { typed, becomes, theirs }) {
  const visitor = await open(world, cookies, record, { size: 'narrow' })
  const { page, context } = visitor
  const { now, putBack } = await keptLabel(visitor, world, record)
  try {
    await page.getByRole('button', { name: words.ko.edit }).click()
    await page.getByLabel(words.ko.search).waitFor()
    // Between the page's question and its answer, or the page would have heard of the change and know it.
    await page.route('**/label', async (route) => {
      const { version } = await now()
      await ask(visitor, world, 'PUT', `/api/records/${record}/label`, { label: theirs, version })
      await route.fallback()
    }, { times: 1 })
    await choose(page, typed, becomes)
    const alert = page.getByRole('alert')
    await alert.waitFor()
    await look(visitor, 'record-conflict-ko-narrow', world.shots)
    await alert.getByRole('button').first().click()
    await page.getByRole('button', { name: words.ko.undo }).waitFor()
    await said(page).filter({ hasText: becomes }).waitFor()
  } finally {
    await putBack()
  }
  await context.close()
  console.log('ok record: someone else was quicker')
}
