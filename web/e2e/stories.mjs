/** What a person does with the pages, one function a story. */
import assert from 'node:assert/strict'
import { look, setLanguage, settled, visit } from './browser.mjs'

const words = {
  ko: { login: '로그인', claim: '계정 만들고 시작하기', email: '이메일', password: '비밀번호', name: '이름', out: '로그아웃', sets: '최근 소식' },
  en: { login: 'Log in', claim: 'Create the account and start', email: 'E-mail', password: 'Password', name: 'Name', out: 'Log out', sets: 'Latest events' },
}

const button = (page, name) => page.getByRole('button', { name, exact: true })

async function atHome(page, language = 'ko') {
  await page.getByRole('heading', { level: 2, name: words[language].sets }).waitFor()
  await settled(page)
}

export async function fillIn(page, { email, password }, language = 'ko') {
  await page.getByLabel(words[language].email).fill(email)
  await page.getByRole('textbox', { name: words[language].password }).fill(password)
  await button(page, words[language].login).click()
}

/** Take the one-time link if there is one, otherwise log in; gives the cookies of the session. */
export async function comeIn({ browser, base, shots, account }, link) {
  const visitor = await visit(browser)
  const { page, context } = visitor
  await page.goto(link ?? `${base}/login`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await look(visitor, link ? 'claim-ko-wide' : 'login-ko-wide', shots)
  if (link) {
    await page.getByLabel(words.ko.name).fill(account.name)
    await page.getByLabel(words.ko.email).fill(account.email)
    await page.getByRole('textbox', { name: words.ko.password }).fill(account.password)
    await button(page, words.ko.claim).click()
  } else await fillIn(page, account)
  await atHome(page)
  const state = await context.storageState()
  await context.close()
  return state
}

/** A session of its own for the same person. */
export async function logIn({ browser, base, account }) {
  const { page, context } = await visit(browser)
  await page.goto(`${base}/login`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await fillIn(page, account)
  await atHome(page)
  const state = await context.storageState()
  await context.close()
  return state
}

/** Without a session one stands at the door; a wrong password is refused with a sentence; the right one opens; one can leave. */
export async function refused({ browser, base, shots, account }) {
  for (const [language, size] of [['ko', 'narrow'], ['en', 'wide'], ['en', 'narrow'], ['ko', 'wide']]) {
    const visitor = await visit(browser, { size, dark: language === 'en' && size === 'wide' })
    const { page, context } = visitor
    await page.goto(base)
    await page.waitForURL('**/login**')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await setLanguage(page, language)
    await look(visitor, `login-${language}-${size}`, shots)
    if ((language === 'ko') === (size === 'wide')) {
      await context.close() // a server allows few attempts a minute
      continue
    }
    await fillIn(page, { ...account, password: 'not this one' }, language)
    await page.getByRole('alert').waitFor()
    await settled(page)
    const sentence = await page.getByRole('alert').textContent()
    assert.equal(/[가-힣]/.test(sentence), language === 'ko', `The refusal is in the wrong language: ${sentence}`)
    await look(visitor, `refused-${language}-${size}`, shots)
    await fillIn(page, account, language)
    await atHome(page, language)
    await page.getByRole('button', { name: account.name }).click()
    await page.getByRole('menuitem', { name: words[language].out }).click()
    await page.waitForURL('**/login**')
    await context.close()
  }
}

async function enter({ browser, base }, { cookies }, options) {
  const visitor = await visit(browser, options)
  await visitor.context.addCookies(cookies)
  await visitor.page.goto(base)
  await atHome(visitor.page)
  return visitor
}

export async function homeEverywhere(world, state) {
  for (const size of ['wide', 'narrow']) {
    for (const language of ['ko', 'en']) {
      const dark = size === 'wide' && language === 'ko' ? [false, true] : [false]
      for (const isDark of dark) {
        const visitor = await enter(world, await fresh(world, state), { size, dark: isDark })
        await setLanguage(visitor.page, language)
        await atHome(visitor.page, language)
        await look(visitor, `home-${language}-${size}${isDark ? '-dark' : ''}`, world.shots)
        await visitor.context.close()
      }
    }
  }
}

/** The session, made anew if leaving has ended it. */
async function fresh({ browser, base, account }, state) {
  const { page, context } = await visit(browser)
  await context.addCookies(state.cookies)
  await page.goto(base)
  await page.getByRole('heading').first().waitFor()
  await settled(page)
  if (page.url().endsWith('/login')) {
    await fillIn(page, account)
    await atHome(page)
  }
  const now = await context.storageState()
  await context.close()
  return now
}

/** With the keyboard alone: the first stop skips to the content, and every stop shows a ring. */
export async function keyboard(world, state) {
  const { page, context } = await enter(world, await fresh(world, state))
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('href')), '#main')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main')
  await page.reload()
  await atHome(page)
  for (let stop = 0; stop < 6; stop++) {
    await page.keyboard.press('Tab')
    const ring = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = globalThis.getComputedStyle(document.activeElement)
      return `${document.activeElement.outerHTML.slice(0, 90)} ${outlineStyle} ${outlineWidth}`
    })
    assert.match(ring, /solid 2px/, `stop ${stop} shows no ring: ${ring}`)
  }
  console.log('ok keyboard: skip link, six stops with a ring')
  await context.close()
}

/** A link that has been used says so. */
export async function usedLink({ browser, shots, account }, link) {
  const visitor = await visit(browser, { size: 'narrow' })
  await visitor.page.goto(link)
  await visitor.page.getByLabel(words.ko.name).fill(account.name)
  await visitor.page.getByLabel(words.ko.email).fill(account.email)
  await visitor.page.getByRole('textbox', { name: words.ko.password }).fill(account.password)
  await button(visitor.page, words.ko.claim).click()
  await visitor.page.getByRole('alert').waitFor()
  await look(visitor, 'claim-used-ko-narrow', shots)
  await visitor.context.close()
}

/** Changes arrive by themselves, and a job can be stopped after one question. */
export async function cancelAndLive(world, state, mock) {
  const visitor = await enter(world, await fresh(world, state))
  const { page, context } = visitor
  await page.getByText('실시간').first().waitFor()
  mock.change('j1', { progress: { done: 4000, total: 5000, unit: 'records', rate_per_s: 50, message: null } })
  await page.getByText('4,000 / 5,000').waitFor()
  await page.getByText('20초 남음').waitFor()
  await page.getByRole('button', { name: '작업 취소: 수집' }).click()
  await look(visitor, 'cancel-ko-wide', world.shots)
  await button(page, '멈추기').click()
  await page.getByText('취소됨').first().waitFor()
  await page.getByRole('link', { name: '데이터셋' }).first().click()
  await page.getByRole('searchbox').fill('없는 것')
  await page.getByText('맞는 데이터셋이 없습니다').waitFor()
  await look(visitor, 'search-none-ko-wide', world.shots)
  await page.goto(`${world.base}/no/such/page`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await look(visitor, 'missing-ko-wide', world.shots)
  await context.close()
}

/** On the first day the page says what to do. */
export async function emptyHome(world) {
  for (const [language, size] of [['ko', 'wide'], ['en', 'narrow']]) {
    const visitor = await visit(world.browser, { size })
    await visitor.page.goto(world.base)
    await visitor.page.waitForURL('**/login**')
    await fillIn(visitor.page, world.account)
    await atHome(visitor.page)
    await setLanguage(visitor.page, language)
    await atHome(visitor.page, language)
    await visitor.page.getByText('dure demo').waitFor()
    await look(visitor, `empty-${language}-${size}`, world.shots)
    await visitor.context.close()
  }
}
export { conflict, noRecord, pictureByHand, playAll, recordEverywhere, relabel, walkList } from './record.mjs'
