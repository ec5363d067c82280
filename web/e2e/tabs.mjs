/** Two windows at once: what is changed in one is seen in the other without a reload, and leaving in one ends the other. */
import assert from 'node:assert/strict'
import { look, settled, tab, until } from './browser.mjs'
import { knownOf, sendOne, takeBack } from './ingest.mjs'
import { inside } from './inside.mjs'
import { choose, keptLabel, open, said } from './record.mjs'
import { fillIn, logIn } from './stories.mjs'

/** One more window of the visitor, at an address, that is never loaded again. */
async function beside({ context }, world, where) {
  const other = await tab(context)
  await other.page.goto(`${world.base}${where}`)
  await other.page.getByRole('heading', { level: 1 }).waitFor()
  await settled(other.page)
  await other.page.evaluate(() => { globalThis.neverLoadedAgain = true })
  return other.page
}

const assertKept = async (page) => { assert.ok(await page.evaluate(() => globalThis.neverLoadedAgain === true), `${page.url()} was loaded again`) }

/** A label that is set in one window shows in the other, on the record's page and in the grid. */
export async function labelInTwo(world, { cookies }, dataset, record, { typed, becomes }) {
  const visitor = await open(world, cookies, record)
  const { page, context } = visitor
  const { putBack } = await keptLabel(visitor, world, record)
  const other = await beside(visitor, world, `/records/${record}`)
  const grid = await beside(visitor, world, `/datasets/${dataset}?tab=records&where=id:${record}`)
  const name = grid.locator('[role="gridcell"][data-index="0"] a')
  const [before, called] = [await said(other).textContent(), await name.textContent()]
  try {
    await page.bringToFront()
    await page.keyboard.press('e')
    await choose(page, typed, becomes)
    await said(other).filter({ hasText: becomes }).waitFor()
    await name.filter({ hasText: becomes }).waitFor()
  } finally {
    await putBack()
  }
  await until('the other window shows it taken back', () => said(other).textContent(), (text) => text === before)
  await until('the grid shows it taken back', () => name.textContent(), (text) => text === called)
  for (const one of [other, grid]) await assertKept(one)
  await context.close()
  console.log('ok two windows: a label set and taken back in one shows in the other and in the grid')
}

/** Files that are sent in one window show in the other's list of deliveries, and their job in a third one's. */
export async function deliverInTwo(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}/ingest`)
  const known = await knownOf(visitor, world, dataset)
  const list = await beside(visitor, world, `/datasets/${dataset}?tab=deliveries`)
  const jobs = await beside(visitor, world, '/jobs')
  const rows = list.getByRole('main').getByRole('listitem').filter({ has: list.getByRole('link', { name: /수집$/ }) })
  const before = await rows.count()
  const done = jobs.getByRole('main').getByText('완료', { exact: true })
  const ended = await done.count()
  try {
    await visitor.page.bringToFront()
    await sendOne(visitor, world)
    await until('the list has one more', () => rows.count(), (count) => count > before)
    await rows.first().getByText('완료', { exact: true }).waitFor()
    await until('the jobs have one more that is done', () => done.count(), (count) => count > ended)
  } finally {
    await takeBack(visitor, world, dataset, known)
  }
  await rows.first().getByText('되돌림', { exact: true }).waitFor()
  for (const one of [list, jobs]) await assertKept(one)
  await visitor.context.close()
  console.log('ok two windows: a delivery and its job show in the others, and that it was undone')
}

/** Who leaves in one window has left in all; the other says so, and leads back to where it was. */
export async function leaveInTwo(world) {
  const state = await logIn(world)
  const visitor = await inside(world, state, '/datasets?sort=name')
  const other = await beside(visitor, world, '/datasets?sort=records')
  const { page, context } = visitor
  await page.bringToFront()
  await page.getByRole('button', { name: world.account.name }).click()
  await page.getByRole('menuitem', { name: '로그아웃' }).click()
  await page.waitForURL('**/login**')
  await other.waitForURL('**/login**')
  await other.getByRole('status').filter({ hasText: '다시 로그인하면' }).waitFor()
  await assertKept(other)
  await look({ page: other, errors: [] }, 'ended-ko-wide', world.shots)
  await fillIn(other, world.account)
  await other.waitForURL((url) => url.pathname === '/datasets' && url.searchParams.get('sort') === 'records')
  await context.close()
  console.log('ok two windows: leaving in one ends the other, which leads back to where it was')
}
