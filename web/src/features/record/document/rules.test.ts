import { describe, expect, it } from 'vitest'
import { firstOpen, treeRows } from './rules'

const status = { components: { main: { switch: { switch: { value: 'on', unit: null } }, refrigeration: { defrost: { value: false } } } }, 'a/b': [1, 2], 이름: '냉장고' }

const names = (open: ReadonlySet<string>, typed = '') => treeRows(status, open, typed).map(({ depth, name, text }) => `${'.'.repeat(depth)}${name}=${text}`)

describe('a document as a tree', () => {
  it('shows its first level closed', () => {
    expect(names(new Set())).toEqual(['components={1}', 'a/b=[2]', '이름=냉장고'])
  })

  it('opens what one opens, names with a slash too', () => {
    expect(names(new Set(['/a~1b', '/components']))).toEqual(['components={1}', '.main={2}', 'a/b=[2]', '.0=1', '.1=2', '이름=냉장고'])
  })

  it('finds names and values in both scripts, with the way to them', () => {
    expect(names(new Set(), 'DEFROST')).toEqual(['components={1}', '.main={2}', '..refrigeration={1}', '...defrost={1}'])
    expect(names(new Set(), '장고')).toEqual(['이름=냉장고'])
    expect(names(new Set(), '없음')).toEqual([])
    expect(treeRows(status, new Set(), 'on').filter(({ hit }) => hit).map(({ path }) => path)).toEqual(['/components', '/components/main/switch/switch/value', '/components/main/refrigeration'])
  })

  it('shows a bare value as its only row', () => {
    expect(treeRows(7, new Set(), '')).toEqual([{ path: '/', depth: 0, name: '', text: '7', kind: 'number', open: undefined, hit: false }])
  })

  it('is open at first as far as a page holds', () => {
    expect(firstOpen(status, 60).has('/components/main/switch/switch')).toBe(true)
    expect(firstOpen(status, 3).size).toBe(0)
  })
})
