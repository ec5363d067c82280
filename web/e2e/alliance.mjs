/** The stories of an alliance that lives, each in both languages and both sizes: a newcomer, a switch of organisations, a curator, a stranger. */
import assert from 'node:assert/strict'
import { look, settled, until, visit } from './browser.mjs'
import { ask, inside } from './inside.mjs'
import { called, word } from './words.mjs'

export const everywhere = [['ko', 'wide', false], ['en', 'narrow', true], ['ko', 'narrow', false], ['en', 'wide', true]]

const titled = (title) => new RegExp(title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))

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
  await until('the newcomer sees a home that holds something', () => loop.locator('[class*="figure"]').first().textContent(), (held) => Number(held.replaceAll(/\D/g, '')) > 0)
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
  await loop.locator('li[data-station="release"] a[href^="/releases/"]').click()
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
  const { context } = visitor
  const say = (key, values) => word(language, key, values)
  const { organization: from, memberships } = await ask(visitor, world, 'GET', '/api/me')
  const { organization: there } = memberships.find(({ organization }) => organization.name.includes(to))
  try {
    await changeTo(visitor, world, { language, size, say }, called(there.name, language))
  } finally {
    await ask(visitor, world, 'POST', '/api/session/organization', { organization: from.id })
  }
  await context.close()
  console.log(`ok organisations ${language} ${size}: changed over to ${to} and back`)
}

async function changeTo(visitor, world, { language, size, say }, to) {
  const { page } = visitor
  await openSwitch(page, size, say)
  await page.getByRole('menuitem', { name: titled(to) }).waitFor()
  await look(visitor, `organizations-${language}-${size}`, world.shots)
  await page.getByRole('menuitem', { name: titled(to) }).click()
  await page.getByRole('heading', { level: 1, name: titled(to) }).waitFor()
  const me = await ask(visitor, world, 'GET', '/api/me')
  assert.ok(me.organization.name.includes(to), 'the server still thinks of the other one')
  await page.getByRole('region', { name: say('home.waiting.title') }).getByRole('link').first().waitFor()
}

const SETTLED = ['gold', 'consensus'] // by reviewers, so that a member alone does not change it
const leaf = (text) => text.split(' / ').at(-1)

/** Two records of different classes, the first by path that a member may change. */
async function twoClasses(visitor, world, dataset) {
  const { items } = await ask(visitor, world, 'GET', `/api/datasets/${dataset}/grid?limit=500&sort=path&where=modality:image`)
  const named = items.filter(({ label, labels, layer }) => label && labels.length === 1 && !SETTLED.includes(layer))
  const [good] = named
  return [good, named.find(({ label }) => label !== good.label)]
}

/** A curator finds a wrong label among the records that look alike, opens it, and says what it is. */
export async function mendLabel(world, state, { language, size, dark }, dataset) {
  const visitor = await inside(world, state, '/', { language, size, dark })
  const { context } = visitor
  const say = (key, values) => word(language, key, values)
  const [good, other] = await twoClasses(visitor, world, dataset)
  const put = (label, version) => ask(visitor, world, 'PUT', `/api/records/${good.id}/label`, { label, version })
  const wrong = await put(other.label, good.version)
  try {
    assert.equal(wrong.label, other.label)
    await findAndMend(visitor, world, { language, size, say }, good)
    assert.equal((await ask(visitor, world, 'GET', `/api/records/${good.id}`)).label, good.label)
  } finally {
    const { label, version } = await ask(visitor, world, 'GET', `/api/records/${good.id}`)
    if (label !== good.label) await put(good.label, version)
  }
  await context.close()
  console.log(`ok curator ${language} ${size}: a wrong label found and mended`)
}

async function findAndMend(visitor, world, { language, size, say }, good) {
  const { page } = visitor
  const dataset = (await ask(visitor, world, 'GET', `/api/records/${good.id}`)).dataset
  await page.goto(`${world.base}/datasets/${dataset}?tab=records&where=like:${good.id}`)
  const first = page.locator('[role="gridcell"][data-index="0"]')
  await first.locator('[title]').first().waitFor()
  await look(visitor, `alike-${language}-${size}`, world.shots)
  await page.goto(`${world.base}/records/${good.id}`)
  await page.getByRole('heading', { name: say('record.label.title'), exact: true }).waitFor()
  await page.getByRole('button', { name: say('record.label.edit') }).click()
  const search = page.getByLabel(say('record.label.search'))
  const typed = leaf(good.label_text)
  await search.fill(typed)
  // Several classes may hold the word; the one that is the word is chosen.
  const option = page.getByRole('option').filter({ has: page.getByText(typed, { exact: true }) }).first()
  await option.waitFor()
  await look(visitor, `relabel-${language}-${size}`, world.shots)
  await option.click()
  await page.getByRole('button', { name: say('record.label.undo') }).waitFor()
}

/** What one organisation keeps to itself is for another no page at all, by whatever address. */
export async function stranger(world, state, { language, size, dark }, kept, secrets) {
  for (const [kind, where] of Object.entries(kept)) {
    const visitor = await visit(world.browser, { size, dark })
    await visitor.context.addCookies(state.cookies)
    await visitor.page.addInitScript((chosen) => { globalThis.localStorage.setItem('dure.language', chosen) }, language)
    await visitor.page.goto(`${world.base}${where}`)
    await visitor.page.getByRole('heading', { level: 1 }).waitFor()
    const none = language === 'ko' ? /없|찾을 수/ : /no |not |cannot/i
    const refusal = visitor.page.getByRole('main').getByRole('alert').or(visitor.page.getByRole('main').getByRole('heading', { level: 1 }))
    await refusal.filter({ hasText: none }).first().waitFor()
    await look(visitor, `stranger-${kind}-${language}-${size}`, world.shots)
    const text = await visitor.page.getByRole('main').innerText()
    for (const secret of secrets) assert.ok(!text.includes(secret), `${kind}: the other organisation reads “${secret}”`)
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
    await page.getByRole('combobox').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: say('shell.more') }).last().click()
    await page.getByRole('dialog').waitFor()
    await judge('drawer')
  }
  await context.close()
  console.log(`ok menus ${language} ${size}`)
}
