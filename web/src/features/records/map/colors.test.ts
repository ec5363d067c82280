import { describe, expect, it } from 'vitest'
import { colored, groups } from './colors'

describe('the colours of the map', () => {
  it('belong to the largest groups', () => {
    const values = [['a', 3], ['', 90], ['b', 7], ['c', 1]].map(([value, count]) => ({ value: String(value), text: String(value), count: Number(count) }))

    expect(groups({ key: 'label', name: '', values, more: false }, 2).map(({ values: [value] }) => value)).toEqual(['b', 'a'])
    expect(groups(undefined)).toEqual([])
  })

  it('are one for all spellings of a class', () => {
    const values = [['lemon', 3, '과일 / 레몬'], ['egg', 5, '알'], ['Fruit/lemon', 4, '과일 / 레몬']].map(([value, count, text]) => ({ value: String(value), text: String(text), count: Number(count) }))

    expect(groups({ key: 'label', name: '', values, more: false })).toEqual([{ values: ['lemon', 'Fruit/lemon'], text: '과일 / 레몬', count: 7 }, { values: ['egg'], text: '알', count: 5 }])
  })

  it('are those of the first group that holds a record; 0 is none, and strangers are passed over', () => {
    expect([...colored(['x', 'y', 'z'], [['z', 'elsewhere'], ['z', 'x']])]).toEqual([2, 0, 1])
  })
})
