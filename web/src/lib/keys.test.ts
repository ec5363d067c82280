import { describe, expect, it } from 'vitest'
import { joined, keyNames, PATIENCE_MS, pressed, type Press } from './keys'

const press = (change: Partial<Press>): Press => ({ key: 'g', code: 'KeyG', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change })

describe('a press', () => {
  it.each([
    [{}, 'g'],
    [{ key: 'ㅎ' }, 'g'],
    [{ key: 'k', code: 'KeyK', metaKey: true }, 'mod+k'],
    [{ key: 'ㅏ', code: 'KeyK', ctrlKey: true }, 'mod+k'],
    [{ key: 'G', shiftKey: true }, 'shift+g'],
    [{ key: '?', code: 'Slash', shiftKey: true }, '?'],
    [{ key: 'Enter', code: 'Enter', shiftKey: true }, 'shift+enter'],
    [{ key: 'Escape', code: 'Escape' }, 'esc'],
    [{ key: 'Shift', code: 'ShiftLeft', shiftKey: true }, ''],
    [{ key: 'o', code: 'KeyS' }, 'o'],
  ])('%j is “%s”', (change, word) => {
    expect(pressed(press(change))).toBe(word)
  })
})

describe('two presses', () => {
  it('belong together while the first is fresh', () => {
    expect([joined({ presses: 'g', at: 0 }, 'd', PATIENCE_MS - 1), joined({ presses: 'g', at: 0 }, 'd', PATIENCE_MS), joined(undefined, 'd', 5)])
      .toEqual(['g d', 'd', 'd'])
  })
})

describe('keys to draw', () => {
  it('are called as on the keyboard at hand', () => {
    expect([keyNames('mod+k', true), keyNames('mod+k', false), keyNames('g d', false), keyNames('shift+enter', true), keyNames('+', false)])
      .toEqual([['⌘', 'K'], ['Ctrl', 'K'], ['G', 'D'], ['⇧', '↵'], ['+']])
  })
})
