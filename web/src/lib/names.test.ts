import { describe, expect, it } from 'vitest'
import { called } from './names'

describe('a name in two languages', () => {
  it('is called by the half that the reader reads, whichever stands first', () => {
    expect([called('가전 상태 2주 · Two weeks', 'ko'), called('가전 상태 2주 · Two weeks', 'en'), called('Two weeks · 2주', 'ko')]).toEqual(['가전 상태 2주', 'Two weeks', '2주'])
  })

  it('stays whole where it is in one language, or in more than two parts', () => {
    for (const name of ['의류 · 원단', 'Garments · Fabrics', 'LG 전자', '가 · B · C', '가 · ', 'fridge', '']) expect(called(name, 'en')).toBe(name)
  })
})
