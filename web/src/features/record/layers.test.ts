import { describe, expect, it } from 'vitest'
import { byClass, inOrder, shapesOf, shownLayers } from './layers'
import type { LayerRead } from './types'

const set = (layer: LayerRead['layer'], annotations: unknown[] = [], created_at = '2026-11-01T00:00:00Z'): LayerRead => ({ layer, author: `by-${layer}`, revision: 1, annotations, detail: {}, created_at })
const box = (label: string) => ({ type: 'box', label, x: 0, y: 0, width: 2, height: 2 })

describe('the layers of a record', () => {
  it('stand in the order in which their word counts, the newest first among equals', () => {
    const sets = [set('engine'), set('imported', [], '2026-01-01T00:00:00Z'), set('gold'), set('imported', [box('new')])]
    expect(inOrder(sets).map(({ set: { layer, annotations } }) => `${layer}${annotations.length}`)).toEqual(['gold0', 'imported1', 'imported0', 'engine0'])
  })

  it('give their shapes with keys that stay apart', () => {
    const layers = inOrder([set('engine', [box('a'), { type: 'choice', label: 'x' }]), set('member', [box('a'), box('b'), { type: 'broken' }])])
    expect(shapesOf(layers).map(({ key }) => key)).toEqual(['member:by-member#0', 'member:by-member#1', 'engine:by-engine#0'])
    expect(layers[0]?.unreadable).toBe(1)
  })

  it('show the word that counts and the first shapes, and what one turns', () => {
    const layers = inOrder([set('engine', [box('a')]), set('imported', [box('a')]), set('member', [{ type: 'choice', label: 'x' }])])
    expect([...shownLayers(layers, new Set())]).toEqual(['member:by-member', 'imported:by-imported'])
    expect([...shownLayers(layers, new Set(['engine:by-engine', 'member:by-member']))]).toEqual(['imported:by-imported', 'engine:by-engine'])
    expect([...shownLayers([], new Set())]).toEqual([])
  })

  it('are counted by class, the most frequent first', () => {
    const shapes = shapesOf(inOrder([set('member', [box('b'), box('a'), box('b'), box('c')])]))
    expect(byClass(shapes).map(({ label, shapes: { length } }) => `${label}${length}`)).toEqual(['b2', 'a1', 'c1'])
  })
})
