import { describe, expect, it } from 'vitest'
import { score, search } from './korean'

describe('a query', () => {
  it.each([
    ['데이터', '데이터셋', 3],
    ['ㄷㅇㅌ', '데이터셋', 3],
    ['ㅅ', '데이터셋', 1],
    ['데ㅇ', '데이터셋', 3],
    ['뎅', '데이터셋', 3],
    ['데잍', '데이터셋', 3],
    ['채소', '냉장고 속 채소', 2],
    ['양', '양파', 3],
    ['감', '가지', 0],
    ['가', '감자', 3],
    ['FRIDGE', 'my-fridge', 2],
    ['ㄱㅅㄱ', '감사 기록', 1],
    ['아무', '홈', 0],
    ['', '홈', 1],
  ])('“%s” answers “%s” by %d', (query, text, expected) => {
    expect(score(query, text)).toBe(expected)
  })

  it('finds the best first, keeps the order of those alike, and wants every word', () => {
    const places = ['품질 기록', '감사 기록', '기록']

    expect(search('기록', places, String)).toEqual(['기록', '품질 기록', '감사 기록'])
    expect(search('감사 ㄱㄹ', places, String)).toEqual(['감사 기록'])
  })

  it('reads decomposed letters, as some systems type them', () => {
    expect(score('홈'.normalize('NFD'), '홈')).toBe(3)
  })
})
