import { describe, expect, it } from 'vitest'
import { levelName, namedEngines, pruned, size, thresholds, type Node } from './rules'

const node = (id: string, ko: string, children: Node[] = []): Node => ({ id, ko, en: id, aliases: [], codes: {}, children })
const tree = [node('vegetable', '채소', [node('onion', '양파'), node('leaf', '잎채소', [node('lettuce', '상추')])]), node('fruit', '과일')]
const ids = (nodes: readonly Node[]): string[] => nodes.flatMap(({ id, children }) => [id, ...ids(children)])

describe('a tree of classes', () => {
  it.each([
    ['', ['vegetable', 'onion', 'leaf', 'lettuce', 'fruit']],
    ['양', ['vegetable', 'onion']],
    ['ㅅㅊ', ['vegetable', 'leaf', 'lettuce']],
    ['LETT', ['vegetable', 'leaf', 'lettuce']],
    ['과일', ['fruit']],
    ['없음', []],
  ])('shows for “%s” what answers, with the way there and all below it', (query, expected) => {
    expect(ids(pruned(tree, query))).toEqual(expected)
  })

  it('is counted with its branches', () => {
    expect(size(tree)).toBe(5)
  })
})

describe('a pack', () => {
  it('shows only what it sets', () => {
    expect(thresholds({ min_per_class: 20, min_iou: null, min_sharpness: 0 })).toEqual([['min_per_class', 20], ['min_sharpness', 0]])
    expect(namedEngines({ image_embedding: 'dinov2', korean: null })).toEqual([['image_embedding', 'dinov2']])
  })

  it('names a level by its factor, and what it does not know by its id', () => {
    const factors = [{ id: 'light', ko: '조명', en: 'Light', levels: [{ id: 'off', ko: '꺼짐', en: 'Off' }] }]

    expect([levelName(factors, 'light', 'off', 'ko'), levelName(factors, 'light', 'dim', 'en'), levelName(factors, 'door', 'open', 'ko')])
      .toEqual(['조명: 꺼짐', 'Light: dim', 'door: open'])
  })
})
