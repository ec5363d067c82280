import { describe, expect, it } from 'vitest'
import { asked, has, isSelectedOnly, likeOf, only, parseFilter, parseRange, toggled, turned, valueOf, without, writeFilter, writeRange } from './filters'
import { flipped, layout, moved, pagesOf, span } from './rules'

describe('filters in an address', () => {
  it.each(['label:food/onion', '-finding:blurry', 'label:', 'condition.light:lamp_off', 'text:a:b'])('%s is read and written the same', (word) => {
    const filter = parseFilter(word)

    expect(filter && writeFilter(filter)).toBe(word)
  })

  it.each(['onion', ':x', '-:x', ''])('%j is none', (word) => {
    expect(parseFilter(word)).toBeUndefined()
  })

  it('keep our own words from the server', () => {
    expect(asked(['like:1', 'split:train', 'selected:', 'nonsense'])).toEqual(['split:train'])
    expect(likeOf(['split:train', 'like:1'])).toBe('1')
    expect(isSelectedOnly(['selected:'])).toBe(true)
  })

  it('come and go with a click, and end what was asked by likeness', () => {
    const on = toggled(['like:1', 'split:train'], 'label', 'food/onion')

    expect(on).toEqual(['split:train', 'label:food/onion'])
    expect(toggled(on, 'label', 'food/onion')).toEqual(['split:train'])
    expect(has(on, 'label', 'food/onion')).toBe(true)
  })

  it('turn round, and a click on what was left out takes it in', () => {
    expect(turned(['split:train', 'finding:blurry'], 'finding:blurry')).toEqual(['split:train', '-finding:blurry'])
    expect(toggled(['-finding:blurry'], 'finding', 'blurry')).toEqual(['finding:blurry'])
    expect(without(['a:1', 'b:2'], 'a:1')).toEqual(['b:2'])
  })

  it('hold one text at a time', () => {
    expect(only(['text:양', 'split:train'], 'text', '양파')).toEqual(['split:train', 'text:양파'])
    expect(only(['text:양'], 'text', '')).toEqual([])
    expect(valueOf(['-text:x', 'text:양파'], 'text')).toBe('양파')
  })

  it.each([['0.5..0.9', [0.5, 0.9]], ['..0.3', [0, 0.3]], ['0.7..', [0.7, 1]], ['', [0, 1]], ['x..y', [0, 1]], ['0.9..0.1', [0, 1]]] as const)('range %j is %j', (text, range) => {
    expect(parseRange(text)).toEqual(range)
  })

  it('write no range where all are meant', () => {
    expect([writeRange([0, 1]), writeRange([0.2, 0.8])]).toEqual(['', '0.2..0.8'])
  })
})

describe('the grid', () => {
  it('shows two columns on a phone and more on a wide screen', () => {
    expect([layout(358, 'large').columns, layout(1000, 'large').columns, layout(1000, 'rows').columns]).toEqual([2, 5, 1])
  })

  it('asks for the pages that are seen', () => {
    expect([pagesOf(0, 40), pagesOf(90, 210), pagesOf(100, 100)]).toEqual([[0], [0, 1, 2], [1]])
  })

  const moves = { columns: 4, total: 10, rows: 2 }
  it.each([
    ['ArrowRight', 0, 1], ['ArrowLeft', 0, 0], ['ArrowDown', 5, 9], ['ArrowDown', 7, 7], ['ArrowUp', 5, 1],
    ['PageDown', 1, 9], ['PageUp', 9, 1], ['Home', 7, 0], ['End', 2, 9],
  ] as const)('%s leads from %s to %s', (key, at, to) => {
    expect(moved(key, at, moves)).toBe(to)
  })

  it('is left alone by other keys, and when it is empty', () => {
    expect([moved('a', 3, moves), moved('constructor', 3, moves), moved('End', 0, { ...moves, total: 0 })]).toEqual([undefined, undefined, undefined])
  })

  it('spans from either end', () => {
    expect([span(3, 1), span(1, 3)]).toEqual([[1, 3], [1, 3]])
  })

  it('flips one and leaves the set that was', () => {
    const before = new Set(['a'])

    expect([...flipped(before, 'b')]).toEqual(['a', 'b'])
    expect([...flipped(before, 'a')]).toEqual([])
    expect([...before]).toEqual(['a'])
  })
})
