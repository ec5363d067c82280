/** The words of the pages in either language, from the catalogues that the pages themselves use. */
import { readFileSync } from 'node:fs'

const catalogue = (language, name) => JSON.parse(readFileSync(new URL(`../src/lib/i18n/${language}/${name}.json`, import.meta.url), 'utf8'))

/** The word of a key such as “home.waiting.title”; what stands in double braces is filled in. */
export function word(language, key, values = {}) {
  const [name, ...rest] = key.split('.')
  const text = rest.reduce((tree, part) => tree?.[part], catalogue(language, name))
  if (typeof text !== 'string') throw new Error(`No words for ${key} in ${language}.`)
  return text.replaceAll(/{{\s*(\w+)\s*}}/g, (_, value) => values[value] ?? '')
}

/** What a page calls that whose name is written as “한국어 · English”. */
export const called = (name, language) => (name.includes(' · ') ? name.split(' · ')[language === 'ko' ? 0 : 1] : name)
