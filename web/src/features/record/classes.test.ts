import { describe, expect, it } from 'vitest'
import { classNames, colourSlots, labelNames, labelWords, searchClasses } from './classes'

const node = (id: string, ko: string, en: string, children: ReturnType<typeof leaf>[] = [], aliases: string[] = []) => ({ id, ko, en, aliases, slots: [], codes: {}, children })
const leaf = (id: string, ko: string, en: string, aliases: string[] = []) => ({ id, ko, en, aliases, slots: [], codes: {}, children: [] })
const classes = classNames([node('vegetable', '채소', 'Vegetable', [leaf('onion', '양파', 'Onion'), leaf('green_onion', '대파', 'Green onion', ['파'])]), node('dairy', '유제품', 'Dairy')])

describe('classes of a taxonomy', () => {
  it('come parents first, each with its path', () => {
    expect(classes.map(({ path }) => path.join('/'))).toEqual(['vegetable', 'vegetable/onion', 'vegetable/green_onion', 'dairy'])
  })

  it('are called as the language does, and by their id where unknown', () => {
    expect([labelNames(classes, 'ko')('onion'), labelNames(classes, 'en')('onion'), labelNames(classes, 'ko')('tofu')]).toEqual(['양파', 'Onion', 'tofu'])
  })

  it('are known by their other names too, in the path of a label as well', () => {
    expect([labelNames(classes, 'ko')('Green onion'), labelNames(classes, 'en')('파'), labelWords(classes, 'Vegetable/onion', 'ko')]).toEqual(['대파', 'Green onion', '채소 / 양파'])
    expect(colourSlots(classes)('Green onion')).toBe(colourSlots(classes)('green_onion'))
  })

  it('are found in Korean and English, exact names first, without regard to spaces', () => {
    const found = (typed: string) => searchClasses(classes, typed).map(({ path }) => path.at(-1))
    expect([found('파'), found('ONION'), found('greenonion'), found('ㄷㅍ'), found('없음'), found(' ').length]).toEqual([
      ['green_onion', 'onion'], ['onion', 'green_onion'], ['green_onion'], ['green_onion'], [], 4,
    ])
  })
})

describe('the colour of a class', () => {
  it('is the same each time and lies between 1 and 12', () => {
    const [one, again] = [colourSlots(classes), colourSlots(classes)]
    for (const label of ['onion', 'dairy', '모르는 것', '']) {
      expect(one(label)).toBe(again(label))
      expect(one(label)).toBeGreaterThanOrEqual(1)
      expect(one(label)).toBeLessThanOrEqual(12)
    }
  })

  it('differs for any twelve classes that follow one another', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ path: [`c${at}`], ko: '', en: '', words: [] }))
    const slot = colourSlots(many)
    expect(new Set(many.slice(7, 19).map(({ path }) => slot(path[0] ?? ''))).size).toBe(12)
  })
})
