/** A provider uploads a bad folder, reads what is wrong, mends it, and can take it all back. */
import assert from 'node:assert/strict'
import { look } from './browser.mjs'
import { ask, inside } from './inside.mjs'

/** A picture of noise that the page itself draws. */
function picture(page, seed) {
  return page.evaluate(async (number) => {
    const canvas = new globalThis.OffscreenCanvas(256, 256)
    const pen = canvas.getContext('2d')
    for (let at = 0; at < 400; at++) {
      pen.fillStyle = `hsl(${(at * 47 * number) % 360} 70% ${20 + (at * number) % 60}%)`
      pen.fillRect((at * 31 * number) % 256, (at * 17 + number * 29) % 256, 24, 24)
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    return [...bytes]
  }, seed)
}

const file = (name, bytes) => ({ name, mimeType: 'image/png', buffer: globalThis.Buffer.from(bytes) })
const button = (page, name) => page.getByRole('button', { name, exact: true })

async function choose(page, files) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(page, '파일 고르기').last().click()])
  await chooser.setFiles(files)
}

async function takeIn(page) {
  await page.waitForURL('**/deliveries/*')
  await page.waitForFunction((word) => [...document.querySelectorAll('button')].some((one) => one.textContent === word && !one.disabled), '수집 시작', { timeout: 30_000 })
  await button(page, '수집 시작').click()
  await page.getByRole('heading', { name: '파일별 결과' }).waitFor({ timeout: 60_000 })
  await button(page, '이 수집 되돌리기').waitFor({ timeout: 60_000 })
}

const counts = (visitor, world, id) => ask(visitor, world, 'GET', `/api/deliveries/${id}`)
const idOf = (page) => page.url().split('/').at(-1)

export async function uploadAndMend(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}/ingest`)
  const { page, context } = visitor
  await look(visitor, 'ingest-ko-wide', world.shots)
  const seed = Date.now() % 1_000
  const [good, other] = [await picture(page, seed + 1), await picture(page, seed + 2)]
  await choose(page, [file(`good-${seed}.png`, good), file(`copy-${seed}.png`, good), file(`broken-${seed}.png`, other.slice(0, 60))])
  await takeIn(page)
  const first = await counts(visitor, world, idOf(page))
  assert.deepEqual([first.files, first.records, first.duplicates, first.issues], [3, 1, 1, 1], 'the bad folder')
  await look(visitor, 'delivery-issues-ko-wide', world.shots)

  await choose(page, [file(`broken-${seed}.png`, other), file('stranger.png', good)])
  await page.getByText('바꿀 파일 1개를 찾았습니다.', { exact: false }).waitFor()
  const before = page.url()
  await button(page, '이 파일만 올리기').click()
  await page.waitForFunction((address) => globalThis.location.href !== address, before)
  await takeIn(page)
  const second = await counts(visitor, world, idOf(page))
  assert.deepEqual([second.files, second.records, second.issues], [1, 1, 0], 'the mended file alone')
  await look(visitor, 'delivery-mended-ko-wide', world.shots)

  await button(page, '이 수집 되돌리기').click()
  await button(page, '되돌리기').click()
  await button(page, '되돌린 것 취소').click()
  await button(page, '이 수집 되돌리기').waitFor()
  console.log('ok ingest: three files add up, the mended one alone went again, undone and brought back')
  await context.close()
}

/** What came of an upload that broke off is gone on with after a reload. */
export async function goOnAfterReload(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}/ingest`, { size: 'narrow' })
  const { page, context } = visitor
  const big = globalThis.Buffer.alloc(20 * 1024 * 1024, 7)
  let sent = 0
  await page.route('**/api/uploads**', (route) => {
    if (route.request().method() === 'PATCH' && sent++ > 0) return route.abort('internetdisconnected')
    return route.continue()
  })
  const name = `big-${Date.now()}.bin`
  await choose(page, [file(name, big)])
  await page.waitForURL('**/deliveries/*')
  const id = idOf(page)
  for (;;) {
    const [held] = await ask(visitor, world, 'GET', `/api/deliveries/${id}/uploads`)
    if (held !== undefined && held.offset >= 8 * 1024 * 1024) break
    await new Promise((resolve) => { setTimeout(resolve, 200) })
  }
  await page.unroute('**/api/uploads**')
  await page.reload()
  await page.getByText('전에 올리던 파일이 1개 남아 있습니다.', { exact: false }).waitFor()
  await look(visitor, 'upload-resume-ko-narrow', world.shots)
  const begun = []
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/api/uploads')) begun.push(request.url()) })
  await choose(page, [file(name, big)])
  await page.waitForFunction((word) => [...document.querySelectorAll('button')].some((one) => one.textContent === word && !one.disabled), '수집 시작', { timeout: 60_000 })
  assert.deepEqual(begun, [], 'the file was begun anew instead of gone on with')
  console.log('ok ingest: an upload that broke off is gone on with after a reload')
  await context.close()
}
