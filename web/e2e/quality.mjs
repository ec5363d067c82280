/** The report of a data set everywhere, and a fresh one on a press. */
import { look } from './browser.mjs'
import { inside } from './inside.mjs'

const words = { ko: { measures: '품질 지표', again: '다시 검증' }, en: { measures: 'Quality measures', again: 'Verify again' } }

export async function report(world, state, dataset) {
  for (const [language, size, dark] of [['ko', 'wide', false], ['en', 'narrow', true], ['ko', 'narrow', false], ['en', 'wide', false]]) {
    const visitor = await inside(world, state, `/datasets/${dataset}/quality`, { language, size, dark })
    await visitor.page.getByRole('heading', { name: words[language].measures }).waitFor()
    await visitor.page.waitForFunction(() => document.querySelector('[class*="Skeleton"]') === null)
    await look(visitor, `quality-${language}-${size}`, world.shots)
    await visitor.context.close()
  }
}

export async function verifyAgain(world, state, dataset) {
  const { page, context } = await inside(world, state, `/datasets/${dataset}/quality`)
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/verifications') && answer.status() === 202)
  const fresh = page.waitForResponse((answer) => answer.url().endsWith('/quality/reports') && answer.request().timing().startTime > Date.now() - 60_000)
  await page.getByRole('button', { name: words.ko.again }).click()
  await asked
  await fresh
  console.log('ok quality: verified again from the page')
  await context.close()
}
