/** A provider uploads a bad folder, reads what is wrong, mends it, and can take it all back. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { look, until } from './browser.mjs'
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
    pen.fillStyle = '#fff'
    pen.fillText(String(number), 4, 12) // no two of them alike
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    return [...bytes]
  }, seed)
}

const LONG_MS = 120_000
const file = (name, bytes) => ({ name, mimeType: 'image/png', buffer: globalThis.Buffer.from(bytes) })
const button = (page, name) => page.getByRole('button', { name, exact: true })

async function choose(page, files) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button(page, '파일 고르기').last().click()])
  await chooser.setFiles(files)
}

/** What was sent is taken in; gives the delivery when it is done. */
async function takeIn(visitor, world) {
  const { page } = visitor
  const start = button(page, '수집 시작').and(page.locator(':enabled'))
  await start.waitFor({ timeout: LONG_MS })
  await start.click()
  await page.getByRole('heading', { name: '파일별 결과' }).waitFor({ timeout: LONG_MS })
  await button(page, '이 수집 되돌리기').waitFor({ timeout: LONG_MS })
  return until('the delivery is done', () => counts(visitor, world, idOf(page)), ({ state }) => state === 'done', LONG_MS)
}

/** Take back what a story brought in, whatever became of it. */
export async function takeBack(visitor, world, dataset, known) {
  for (const { id, state } of await ask(visitor, world, 'GET', `/api/datasets/${dataset}/deliveries`)) {
    if (known.has(id)) continue
    if (state === 'done') await ask(visitor, world, 'POST', `/api/deliveries/${id}/undo`)
    if (state !== 'open') continue
    for (const upload of await ask(visitor, world, 'GET', `/api/deliveries/${id}/uploads`)) {
      await visitor.context.request.delete(`${world.base}/api/uploads/${upload.id}`, { headers: { Origin: world.base, 'Tus-Resumable': '1.0.0' } })
    }
  }
}

export const knownOf = async (visitor, world, dataset) => new Set((await ask(visitor, world, 'GET', `/api/datasets/${dataset}/deliveries`)).map(({ id }) => id))

const counts = (visitor, world, id) => ask(visitor, world, 'GET', `/api/deliveries/${id}`)
const idOf = (page) => page.url().split('/').at(-1)

/** Send one new picture and take it in. */
export async function sendOne(visitor, world) {
  const seed = randomInt(2 ** 30)
  await choose(visitor.page, [file(`one-${seed}.png`, await picture(visitor.page, seed))])
  await visitor.page.waitForURL('**/deliveries/*')
  return takeIn(visitor, world)
}

export async function uploadAndMend(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}/ingest`)
  const known = await knownOf(visitor, world, dataset)
  try {
    await sendBad(visitor, world)
  } finally {
    await takeBack(visitor, world, dataset, known)
  }
  console.log('ok ingest: three files add up, the mended one alone went again, undone and brought back')
  await visitor.context.close()
}

async function sendBad(visitor, world) {
  const { page } = visitor
  await look(visitor, 'ingest-ko-wide', world.shots)
  const seed = randomInt(2 ** 30)
  const [good, other] = [await picture(page, seed), await picture(page, seed + 1)]
  await choose(page, [file(`good-${seed}.png`, good), file(`copy-${seed}.png`, good), file(`broken-${seed}.png`, other.slice(0, 60))])
  await page.waitForURL('**/deliveries/*')
  const first = await takeIn(visitor, world)
  assert.deepEqual([first.files, first.records, first.duplicates, first.issues], [3, 1, 1, 1], 'the bad folder')
  await look(visitor, 'delivery-issues-ko-wide', world.shots)

  await choose(page, [file(`broken-${seed}.png`, other), file('stranger.png', good)])
  await page.getByText('바꿀 파일 1개를 찾았습니다.', { exact: false }).waitFor()
  const before = page.url()
  await button(page, '이 파일만 올리기').click()
  await page.waitForURL((url) => url.href !== before)
  const second = await takeIn(visitor, world)
  assert.deepEqual([second.files, second.records, second.issues], [1, 1, 0], 'the mended file alone')
  await look(visitor, 'delivery-mended-ko-wide', world.shots)

  await button(page, '이 수집 되돌리기').click()
  await button(page, '되돌리기').click()
  await button(page, '되돌린 것 취소').click()
  await button(page, '이 수집 되돌리기').waitFor()
}

/** What came of an upload that broke off is gone on with after a reload. */
export async function goOnAfterReload(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}/ingest`, { size: 'narrow' })
  const known = await knownOf(visitor, world, dataset)
  try {
    await breakOff(visitor, world)
  } finally {
    await takeBack(visitor, world, dataset, known)
  }
  console.log('ok ingest: an upload that broke off is gone on with after a reload')
  await visitor.context.close()
}

async function breakOff(visitor, world) {
  const { page } = visitor
  const big = globalThis.Buffer.alloc(20 * 1024 * 1024, randomInt(256))
  let sent = 0
  await page.route('**/api/uploads**', (route) => {
    if (route.request().method() === 'PATCH' && sent++ > 0) return route.abort('internetdisconnected')
    return route.fallback()
  })
  const name = `big-${randomInt(2 ** 30)}.bin`
  await choose(page, [file(name, big)])
  await page.waitForURL('**/deliveries/*')
  const id = idOf(page)
  await until('the first part has come', async () => (await ask(visitor, world, 'GET', `/api/deliveries/${id}/uploads`))[0]?.offset ?? 0, (offset) => offset >= 8 * 1024 * 1024)
  await page.reload()
  await page.unroute('**/api/uploads**')
  await page.getByText('전에 올리던 파일이 1개 남아 있습니다.', { exact: false }).waitFor()
  await look(visitor, 'upload-resume-ko-narrow', world.shots)
  const begun = []
  page.on('request', (request) => { if (request.method() === 'POST' && request.url().endsWith('/api/uploads')) begun.push(request.url()) })
  await choose(page, [file(name, big)])
  await button(page, '수집 시작').and(page.locator(':enabled')).waitFor({ timeout: LONG_MS })
  assert.deepEqual(begun, [], 'the file was begun anew instead of gone on with')
}
