import { describe, expect, it } from 'vitest'
import { ago, bytes, duration, languageName, number, rate, share } from './format'

describe('format', () => {
  it.each([
    [0.4, 'ko', '1초'],
    [150, 'ko', '2분 30초'],
    [3600, 'en', '1 hr'],
    [3605, 'en', '1 hr'],
    [3840, 'en', '1 hr 4 min'],
    [90_000, 'ko', '1일 1시간'],
  ])('writes a duration of %s s in %s', (seconds, language, text) => {
    expect(duration(seconds, language)).toBe(text)
  })

  it.each([
    [0, 10, '0%'],
    [1, 1000, '1%'],
    [999, 1000, '99%'],
    [10, 10, '100%'],
    [0, 0, '0%'],
  ])('rounds %s of %s so that only all is 100 %%', (part, whole, text) => {
    expect(share(part, whole, 'ko')).toBe(text)
  })

  it('writes sizes in decimal units', () => {
    expect([bytes(0, 'en'), bytes(1500, 'en'), bytes(64_400_000_000, 'ko')]).toEqual(['0 B', '1.5 kB', '64GB'])
  })

  it('names languages in the language of the page', () => {
    expect([languageName('ko', 'ko'), languageName('en', 'ko'), languageName('ko', 'en'), languageName('말', 'ko')]).toEqual(['한국어', '영어', 'Korean', '말'])
  })

  it('writes moments by their largest unit', () => {
    const now = new Date('2026-11-22T12:00:00Z')
    const before = (seconds: number) => ago(new Date(now.getTime() - seconds * 1000), now, 'ko')

    expect([before(5), before(190), before(7200), before(200_000)]).toEqual(['지금', '3분 전', '2시간 전', '그저께'])
  })

  it('groups thousands and shortens small rates', () => {
    expect([number(1234567, 'ko'), rate(1.234, 'ko'), rate(42.4, 'ko'), rate(1234.5, 'ko')]).toEqual(['1,234,567', '1.2', '42', '1,235'])
  })
})
