/** The frame and its general pages: every page everywhere, the palette, the keys, an invitation, a token, the trail. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { look, settled, until, visit } from './browser.mjs'
import { ask, inside } from './inside.mjs'

const pages = { home: '/', demo: '/demo', datasets: '/datasets', jobs: '/jobs', domains: '/domains', domain: '/domains/food', members: '/members', tokens: '/tokens', audit: '/audit', settings: '/settings' }
const everywhere = [['ko', 'wide', false], ['en', 'narrow', false], ['ko', 'narrow', true], ['en', 'wide', true]]

/** Each page in both languages, in both sizes, in light and dark. */
export async function everyPage(world, state) {
  for (const [language, size, dark] of everywhere) {
    for (const [name, where] of Object.entries(pages)) {
      const visitor = await inside(world, state, where, { language, size, dark })
      await look(visitor, `${name}-${language}-${size}`, world.shots)
      await visitor.context.close()
    }
  }
}

/** With the keyboard alone: find by initial consonants, go by two letters in Hangul mode too, see the keys, come back. */
export async function palette(world, state) {
  const visitor = await inside(world, state, '/')
  const { page, context } = visitor
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('ㄱㅅㄱ')
  await page.getByRole('option', { name: '감사 기록', selected: true }).waitFor()
  await look(visitor, 'palette-ko-wide', world.shots)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/audit')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await settled(page)
  await page.evaluate(() => {
    for (const [key, code] of [['ㅎ', 'KeyG'], ['ㅓ', 'KeyJ']]) document.body.dispatchEvent(new globalThis.KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))
  })
  await page.waitForURL('**/jobs')
  await settled(page)
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByRole('heading', { name: '단축키' }).waitFor()
  await look(visitor, 'help-ko-wide', world.shots)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  console.log('ok palette: 초성, Hangul mode, help sheet')
  await context.close()
}

/** An owner invites; whoever has the link comes in; the owner changes the role, and takes the member out again. */
export async function invitation(world, state) {
  const visitor = await inside(world, state, '/members')
  const name = `이서연 ${randomInt(1_000_000)}`
  try {
    await invite(world, visitor, name)
  } finally {
    const left = (await ask(visitor, world, 'GET', '/api/members')).find((member) => member.name === name)
    if (left) await ask(visitor, world, 'DELETE', `/api/members/${left.id}`)
  }
  console.log('ok invitation: joined, promoted, removed')
  await visitor.context.close()
}

async function comeByLink(world, link, name) {
  const guest = await visit(world.browser)
  await guest.page.goto(link)
  await guest.page.getByLabel('이름').fill(name)
  await guest.page.getByLabel('이메일').fill(`seoyeon-${name.replaceAll(/\D/g, '')}@example.org`)
  await guest.page.getByRole('textbox', { name: '비밀번호' }).fill('five quiet green stitches')
  await guest.page.getByRole('button', { name: '계정 만들고 시작하기' }).click()
  await guest.page.waitForURL((url) => url.pathname === '/')
  await guest.page.getByRole('heading', { level: 1 }).waitFor()
  await settled(guest.page)
  return guest
}

async function invite(world, visitor, name) {
  const { page } = visitor
  await page.getByRole('button', { name: '초대하기' }).click()
  await page.getByRole('button', { name: '초대 링크 만들기' }).click()
  const link = await page.getByRole('dialog').locator('code').textContent()
  await look(visitor, 'invited-ko-wide', world.shots)
  await page.getByRole('button', { name: '닫기' }).click()
  const guest = await comeByLink(world, link, name)
  const trail = guest.page.getByRole('link', { name: '감사 기록' })
  assert.equal(await trail.count(), 0, 'an annotator is led to the audit trail')

  await page.reload()
  const role = page.getByRole('combobox', { name: `역할: ${name}` })
  const changed = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.url().includes('/api/members/'))
  await role.selectOption('analyst')
  assert.ok((await changed).ok(), 'the role was not changed')
  await guest.page.reload()
  await trail.waitFor()
  await page.getByRole('button', { name: `내보내기: ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: '내보내기' }).click()
  await role.waitFor({ state: 'detached' })
  await guest.page.reload()
  await guest.page.waitForURL('**/login**')
  await guest.context.close()
}

/** A token is shown once, works, and after revoking does not; the trail tells of it and its chain holds. */
export async function token(world, state) {
  const visitor = await inside(world, state, '/tokens')
  const name = `학습 서버 ${randomInt(1_000_000)}`
  try {
    await issueAndRevoke(world, visitor, name)
  } finally {
    const left = (await ask(visitor, world, 'GET', '/api/tokens')).find((one) => one.name === name)
    if (left) await ask(visitor, world, 'DELETE', `/api/tokens/${left.id}`)
  }
  console.log('ok token: shown once, revoked, told in a trail that holds')
  await visitor.context.close()
}

async function issueAndRevoke(world, { page }, name) {
  await page.getByLabel('이름').fill(name)
  await page.getByRole('button', { name: '토큰 만들기' }).click()
  const secret = await page.getByRole('status').locator('code').textContent()
  const me = async () => (await fetch(`${world.base}/api/me`, { headers: { Authorization: `Bearer ${secret}` } })).status
  assert.equal(await me(), 200)
  await page.reload()
  await page.getByRole('button', { name: `없애기: ${name}` }).waitFor()
  await settled(page)
  assert.ok(!(await page.content()).includes(secret), 'the secret is shown again')
  await page.getByRole('button', { name: `없애기: ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: '없애기' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await until('the token is refused', me, (status) => status === 401)
  await page.goto(`${world.base}/audit`)
  await page.getByText('해시 사슬이 온전합니다').waitFor()
  await page.getByRole('searchbox').fill(name)
  await page.locator('main ol code', { hasText: 'token.issued' }).first().waitFor()
}
