/** The report of a data set everywhere, and a fresh one on a press. */
import { look, until } from './browser.mjs'
import { ask, inside } from './inside.mjs'

const words = { ko: { measures: '품질 지표', again: '다시 검증' }, en: { measures: 'Quality measures', again: 'Verify again' } }

export async function report(world, state, dataset) {
  for (const [language, size, dark] of [['ko', 'wide', false], ['en', 'narrow', true], ['ko', 'narrow', false], ['en', 'wide', false]]) {
    const visitor = await inside(world, state, `/datasets/${dataset}/quality`, { language, size, dark })
    await visitor.page.getByRole('heading', { name: words[language].measures }).waitFor()
    await look(visitor, `quality-${language}-${size}`, world.shots)
    await visitor.context.close()
  }
}

export async function verifyAgain(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}/quality`)
  const { page, context } = visitor
  const reports = () => ask(visitor, world, 'GET', `/api/datasets/${dataset}/quality/reports`)
  const before = (await reports()).length
  let shown = before
  page.on('response', async (answer) => {
    if (!answer.url().endsWith('/quality/reports')) return
    const told = await answer.json().catch(() => []) // the page may be left before it is read
    shown = Math.max(shown, told.length)
  })
  await page.getByRole('button', { name: words.ko.again }).click()
  await until('another report', async () => (await reports()).length, (count) => count > before, 300_000)
  await until('the page asks for it by itself', () => shown, (count) => count > before)
  console.log('ok quality: verified again from the page, which then shows it')
  await context.close()
}
