/** The stories of an alliance that lives, each in both languages and both sizes: a newcomer, a switch of organisations, a curator, a stranger. */
import assert from 'node:assert/strict'
import { look, visit } from './browser.mjs'
import { ask, inside } from './inside.mjs'
import { word } from './words.mjs'

export const everywhere = [['ko', 'wide', false], ['en', 'narrow', true], ['ko', 'narrow', false], ['en', 'wide', true]]

const titled = (title) => new RegExp(title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
const settled = (page) => page.waitForFunction(() => document.querySelector('[class*="Skeleton"]') === null)

/** Tell a story once a language and size. */
export async function inEveryWay(world, state, story, ...more) {
  for (const [language, size, dark] of everywhere) await story(world, state, { language, size, dark }, ...more)
}

/** From the link to the loop, into a data set, to a record, and to the lines that load its release. */
export async function newcomer(world, state, { language, size, dark }) {
  const visitor = await inside(world, state, '/', { language, size, dark })
  const { page, context } = visitor
  const say = (key, values) => word(language, key, values)
  const loop = page.getByRole('region', { name: say('home.loop') })
  await page.getByRole('region', { name: say('home.demo.short') }).waitFor()
  await settled(page)
  const [held] = await loop.locator('[class*="figure"]').allTextContents()
  assert.ok(Number(held.replaceAll(/\D/g, '')) > 0, `the newcomer sees an empty home: ${held}`)
  await look(visitor, `newcomer-home-${language}-${size}`, world.shots)
  await loop.getByRole('list', { name: say('catalog.title') }).getByRole('link').first().click()
  await page.waitForURL('**/datasets/*')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('link', { name: say('catalog.tabs.records'), exact: true }).or(page.getByRole('tab', { name: say('catalog.tabs.records'), exact: true })).first().click()
  await page.locator('[role="gridcell"] a').first().click()
  await page.waitForURL('**/records/*')
  await page.getByRole('heading', { name: say('record.trail.title') }).waitFor()
  await settled(page)
  await look(visitor, `newcomer-record-${language}-${size}`, world.shots)
  await page.goto(`${world.base}/`)
  const release = loop.locator('li[data-station="release"] a')
  await page.waitForFunction(() => document.querySelector('li[data-station="release"] a')?.getAttribute('href')?.startsWith('/releases/'))
  await release.click()
  await page.waitForURL('**/releases/*')
  const lines = await page.locator('[data-snippet="dure"]').innerText()
  assert.match(lines, /dure/)
  await context.close()
  console.log(`ok newcomer ${language} ${size}: home, data set, record, release`)
}

async function openSwitch(page, size, say) {
  if (size === 'narrow') await page.getByRole('button', { name: say('shell.more') }).last().click()
  const named = titled(say('identity.organization.switch', { name: '' }).trim())
  await page.getByRole('button', { name: named }).filter({ visible: true }).first().click()
}

/** Who belongs to several organisations changes over in one place, and sees what that one sees. */
export async function changeOver(world, state, { language, size, dark }, to) {
  const visitor = await inside(world, state, '/', { language, size, dark })
  const { page, context } = visitor
  const say = (key, values) => word(language, key, values)
  const from = (await page.getByRole('heading', { level: 1 }).textContent()).trim()
  await openSwitch(page, size, say)
  await page.getByRole('menuitem', { name: titled(to) }).waitFor()
  await look(visitor, `organizations-${language}-${size}`, world.shots)
  await page.getByRole('menuitem', { name: titled(to) }).click()
  await page.getByRole('heading', { level: 1, name: titled(to) }).waitFor()
  const me = await ask(visitor, world, 'GET', '/api/me')
  assert.ok(me.organization.name.includes(to), 'the server still thinks of the other one')
  await page.getByRole('region', { name: say('home.waiting.title') }).getByRole('link').first().waitFor()
  const back = me.memberships.find(({ organization }) => from.includes(organization.name))
  await ask(visitor, world, 'POST', '/api/session/organization', { organization: back.organization.id })
  await context.close()
  console.log(`ok organisations ${language} ${size}: changed over to ${to} and back`)
}

const labelled = (items) => items.filter(({ label }) => label)

/** A curator finds a wrong label among the records that look alike, opens it, and says what it is. */
export async function mendLabel(world, state, { language, size, dark }, dataset) {
  const visitor = await inside(world, state, '/', { language, size, dark })
  const { page, context } = visitor
  const say = (key, values) => word(language, key, values)
  const { items } = await ask(visitor, world, 'GET', `/api/datasets/${dataset}/grid?limit=100&where=modality:image`)
  const [good, other] = labelled(items).filter((one, at, all) => all.findIndex(({ label }) => label === one.label) === at)
  const wrong = await ask(visitor, world, 'PUT', `/api/records/${good.id}/label`, { label: other.label, version: good.version })
  assert.equal(wrong.label, other.label)
  await page.goto(`${world.base}/datasets/${dataset}?tab=records&where=like:${good.id}`)
  const first = page.locator('[role="gridcell"][data-index="0"]')
  await first.locator('[title]').first().waitFor()
  await settled(page)
  await look(visitor, `alike-${language}-${size}`, world.shots)
  await page.goto(`${world.base}/records/${good.id}`)
  await page.getByRole('heading', { name: say('record.label.title'), exact: true }).waitFor()
  await page.getByRole('button', { name: say('record.label.edit') }).click()
  const search = page.getByLabel(say('record.label.search'))
  const typed = good.label.split('/').at(-1).replaceAll('_', ' ')
  await search.fill(typed)
  await look(visitor, `relabel-${language}-${size}`, world.shots)
  await search.fill('') // the picture of the whole page may have moved the choice
  await search.fill(typed)
  await page.locator('[role="option"][data-combobox-selected]').first().waitFor()
  await search.press('Enter')
  await page.getByRole('button', { name: say('record.label.undo') }).waitFor()
  assert.equal((await ask(visitor, world, 'GET', `/api/records/${good.id}`)).label, good.label)
  await context.close()
  console.log(`ok curator ${language} ${size}: a wrong label found and mended`)
}

/** What one organisation keeps to itself is for another no page at all, by whatever address. */
export async function stranger(world, state, { language, size, dark }, kept, secret) {
  for (const [kind, where] of Object.entries(kept)) {
    const visitor = await visit(world.browser, { size, dark })
    await visitor.context.addCookies(state.cookies)
    await visitor.page.addInitScript((chosen) => { globalThis.localStorage.setItem('dure.language', chosen) }, language)
    await visitor.page.goto(`${world.base}${where}`)
    await visitor.page.getByRole('heading', { level: 1 }).waitFor()
    await settled(visitor.page)
    const none = language === 'ko' ? /없|찾을 수/ : /no |not |cannot/i
    const refusal = visitor.page.getByRole('main').getByRole('alert').or(visitor.page.getByRole('main').getByRole('heading', { level: 1 }))
    await refusal.filter({ hasText: none }).first().waitFor()
    const text = await visitor.page.getByRole('main').innerText()
    assert.ok(!text.includes(secret), `${kind}: the other organisation reads the name`)
    await look(visitor, `stranger-${kind}-${language}-${size}`, world.shots)
    await visitor.context.close()
  }
  console.log(`ok stranger ${language} ${size}: ${Object.keys(kept).join(', ')}`)
}

/** Every menu, drawer and dialog of the frame, opened and judged. */
export async function opened(world, state, { language, size, dark }) {
  const visitor = await inside(world, state, '/', { language, size, dark })
  const { page, context } = visitor
  const say = (key, values) => word(language, key, values)
  const judge = async (name) => {
    await look(visitor, `opened-${name}-${language}-${size}`, world.shots)
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: world.account.name }).click()
  await page.getByRole('menu').waitFor()
  await judge('member')
  await page.getByRole('button', { name: say('shell.news.title') }).or(page.getByRole('button', { name: titled(say('shell.news.unread', { number: '' }).trim()) })).first().click()
  await page.getByRole('dialog').waitFor()
  await judge('news')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  await judge('palette')
  if (size === 'narrow') {
    await page.getByRole('button', { name: say('shell.more') }).last().click()
    await page.getByRole('dialog').waitFor()
    await judge('drawer')
  }
  await context.close()
  console.log(`ok menus ${language} ${size}`)
}
