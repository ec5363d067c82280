/** The frame and its general pages: every page everywhere, the palette, the keys, an invitation, a token, the trail. */
import assert from 'node:assert/strict'
import { look, visit } from './browser.mjs'
import { inside } from './inside.mjs'

const pages = { home: '/', demo: '/demo', datasets: '/datasets', jobs: '/jobs', domains: '/domains', domain: '/domains/food', members: '/members', tokens: '/tokens', audit: '/audit', settings: '/settings' }
const everywhere = [['ko', 'wide', false], ['en', 'narrow', false], ['ko', 'narrow', true], ['en', 'wide', true]]

/** Each page in both languages, in both sizes, in light and dark. */
export async function everyPage(world, state) {
  for (const [language, size, dark] of everywhere) {
    for (const [name, where] of Object.entries(pages)) {
      const visitor = await inside(world, state, where, { language, size, dark })
      await visitor.page.waitForFunction(() => document.querySelector('[class*="Skeleton"]') === null)
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
  await page.getByRole('option', { name: '감사 기록' }).waitFor()
  await look(visitor, 'palette-ko-wide', world.shots)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/audit')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.evaluate(() => {
    for (const [key, code] of [['ㅎ', 'KeyG'], ['ㅓ', 'KeyJ']]) document.body.dispatchEvent(new globalThis.KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))
  })
  await page.waitForURL('**/jobs')
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
  const { page, context } = visitor
  await page.getByRole('button', { name: '초대하기' }).click()
  await page.getByRole('button', { name: '초대 링크 만들기' }).click()
  const link = await page.getByRole('dialog').locator('code').textContent()
  await look(visitor, 'invited-ko-wide', world.shots)
  await page.getByRole('button', { name: '닫기' }).click()

  const guest = await visit(world.browser)
  await guest.page.goto(link)
  await guest.page.getByLabel('이름').fill('이서연')
  await guest.page.getByLabel('이메일').fill(`seoyeon-${link.slice(-6).toLowerCase().replaceAll(/[^a-z0-9]/g, '0')}@example.org`)
  await guest.page.getByRole('textbox', { name: '비밀번호' }).fill('five quiet green stitches')
  await guest.page.getByRole('button', { name: '계정 만들고 시작하기' }).click()
  await guest.page.waitForURL((url) => url.pathname === '/')
  assert.equal(await guest.page.getByRole('link', { name: '감사 기록' }).count(), 0, 'an annotator is led to the audit trail')

  await page.reload()
  const role = page.getByRole('combobox', { name: '역할: 이서연' })
  await role.selectOption('analyst')
  await page.waitForResponse((answer) => answer.url().endsWith('/api/members') && answer.ok())
  await guest.page.reload()
  await guest.page.getByRole('link', { name: '감사 기록' }).waitFor()
  await page.getByRole('button', { name: '내보내기: 이서연' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '내보내기' }).click()
  await role.waitFor({ state: 'detached' })
  await guest.page.reload()
  await guest.page.waitForURL('**/login**')
  console.log('ok invitation: joined, promoted, removed')
  await guest.context.close()
  await context.close()
}

/** A token is shown once, works, and after revoking does not; the trail tells of it and its chain holds. */
export async function token(world, state) {
  const visitor = await inside(world, state, '/tokens')
  const { page, context } = visitor
  await page.getByLabel('이름').fill('학습 서버')
  await page.getByRole('button', { name: '토큰 만들기' }).click()
  const secret = await page.getByRole('status').locator('code').textContent()
  const me = () => fetch(`${world.base}/api/me`, { headers: { Authorization: `Bearer ${secret}` } })
  assert.equal((await me()).status, 200)
  await page.reload()
  assert.ok(!(await page.content()).includes(secret), 'the secret is shown again')
  await page.getByRole('button', { name: '없애기: 학습 서버' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: '없애기' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal((await me()).status, 401)
  await page.goto(`${world.base}/audit`)
  await page.getByText('해시 사슬이 온전합니다').waitFor()
  await page.getByRole('searchbox').fill('학습 서버')
  await page.locator('main ol code', { hasText: 'token.issued' }).first().waitFor()
  console.log('ok token: shown once, revoked, told in a trail that holds')
  await context.close()
}
