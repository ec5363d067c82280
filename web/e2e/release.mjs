/** A release everywhere; its lines to copy run as they stand; a version is frozen with its gates in sight. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { look } from './browser.mjs'
import { ask, inside } from './inside.mjs'

const words = { ko: '바로 학습에 쓰기', en: 'Train on it' }

export async function release(world, state, reference) {
  for (const [language, size, dark] of [['ko', 'wide', false], ['en', 'narrow', true], ['ko', 'narrow', false], ['en', 'wide', false]]) {
    const visitor = await inside(world, state, `/releases/${reference}`, { language, size, dark })
    await visitor.page.getByRole('heading', { name: words[language] }).waitFor()
    await look(visitor, `release-${language}-${size}`, world.shots)
    await visitor.context.close()
  }
}

/** Every way to load, with a real token in the place of the word, in an empty folder, by a Python that has Dure. */
export async function snippetsRun(world, state, reference, python = process.env.DURE_E2E_PYTHON ?? 'python3') {
  const visitor = await inside(world, state, `/releases/${reference}`)
  const { page, context } = visitor
  const { id, secret } = await ask(visitor, world, 'POST', '/api/tokens', { name: 'snippet' })
  try {
    for (const [way, label] of [['dure', 'Python · dure'], ['datasets', 'Python · datasets'], ['shell', '터미널']]) {
      await page.getByText(label, { exact: true }).first().click()
      const lines = await page.locator(`[data-snippet="${way}"]`).innerText()
      assert.ok(lines.includes('YOUR_TOKEN'), `${way}: no place for the token`)
      runLines(way, lines.replaceAll('YOUR_TOKEN', secret), python)
      console.log(`ok release: the lines of “${way}” run as they stand`)
    }
  } finally {
    await ask(visitor, world, 'DELETE', `/api/tokens/${id}`)
  }
  await context.close()
}

/** Run lines in an empty folder; those in Python tell of a record. */
function runLines(way, lines, python) {
  const folder = mkdtempSync(path.join(tmpdir(), 'dure-snippet-'))
  try {
    const script = path.join(folder, way === 'shell' ? 'run.sh' : 'run.py')
    writeFileSync(script, lines)
    const environment = { ...process.env, DURE_CACHE: path.join(folder, 'cache'), HF_HOME: path.join(folder, 'hf'), HF_DATASETS_OFFLINE: '1', DURE_HOME: '' }
    const said = execFileSync(way === 'shell' ? 'sh' : python, [script], { cwd: folder, env: environment, encoding: 'utf8', timeout: 180_000 })
    if (way !== 'shell') assert.match(said, /record_id/, `${way}: ${said.slice(0, 300)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function freeze(world, state, dataset) {
  const visitor = await inside(world, state, `/datasets/${dataset}?tab=releases`)
  const { page, context } = visitor
  await page.getByRole('button', { name: '새 버전 고정' }).click()
  await page.getByText('고정하기 전에 확인한 것').waitFor()
  await page.getByText('고정할 레코드가', { exact: false }).waitFor()
  await look(visitor, 'freeze-ko-wide', world.shots)
  await page.getByRole('button', { name: '고정하기', exact: true }).click()
  await page.getByText(/버전을 고정했습니다|새로 고정하지 않았습니다/).waitFor({ timeout: 120_000 })
  await look(visitor, 'frozen-ko-wide', world.shots)
  console.log('ok release: frozen from the page')
  await context.close()
}
