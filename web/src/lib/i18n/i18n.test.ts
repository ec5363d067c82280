import { describe, expect, it } from 'vitest'
import en from './en'
import ko from './ko'

type Tree = { [key: string]: string | Tree }

/** Every key with the names that its sentence fills in; plural forms count as one key. */
function entries(tree: Tree, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix + key.replace(/_(one|other)$/, '')
    if (typeof value === 'string') found.set(path, [...value.matchAll(/{{\s*(\w+)/g)].map((m) => m[1]).sort().join())
    else for (const [inner, names] of entries(value, `${path}.`)) found.set(inner, names)
  }
  return found
}

describe('the catalogues', () => {
  it('say the same things in both languages, with the same values filled in', () => {
    const korean = entries(ko)

    expect(korean.size).toBeGreaterThan(50)
    expect(entries(en)).toEqual(korean)
  })

  it('leave no sentence empty, and put no particle behind a value', () => {
    const sentences = (tree: Tree): string[] => Object.values(tree).flatMap((v) => (typeof v === 'string' ? [v] : sentences(v)))

    expect([...sentences(ko), ...sentences(en)].filter((text) => text.trim() === '')).toEqual([])
    expect(sentences(ko).filter((text) => /}}(을|를|이|가|은|는|과|와|으로)(\s|$)/.test(text))).toEqual([])
  })
})
