import { describe, expect, it } from 'vitest'
import { readAnnotations } from '../annotations'
import { corners, isSpatial, keypoints, toShape, type Shape } from './geometry'
import { indexShapes } from './hits'

function shapes(values: readonly object[]): Shape[] {
  return readAnnotations(values).notes.filter(isSpatial).flatMap((note, at) => toShape(note, String(at)) ?? [])
}

const box = { type: 'box', label: 'a', x: 10, y: 20, width: 40, height: 20 }

describe('a box turned by 90 degrees', () => {
  const [turned] = readAnnotations([{ ...box, rotation: 90 }]).notes

  it('stands upright about its centre', () => {
    const points = turned?.type === 'box' ? corners(turned) : []
    expect(points.map(({ x, y }) => [Math.round(x), Math.round(y)])).toEqual([[40, 10], [40, 50], [20, 50], [20, 10]])
  })

  it('is hit where it stands, and not where it lay', () => {
    const hit = indexShapes(shapes([{ ...box, rotation: 90 }]))
    expect([hit({ x: 30, y: 45 }, 0)?.key, hit({ x: 12, y: 30 }, 0)?.key]).toEqual(['0', undefined])
  })
})

describe('pointing', () => {
  const hit = indexShapes(shapes([
    { type: 'box', label: 'large', x: 0, y: 0, width: 100, height: 100 },
    { type: 'polygon', label: 'part', rings: [[10, 10, 30, 10, 10, 30], [60, 60, 70, 60, 70, 70]] },
    { type: 'mask', label: 'mask', height: 100, width: 100, counts: [8080, 10, 1910] },
    { type: 'keypoints', label: 'points', points: [50, 50, 2, 0, 0, 0] },
  ]))

  it('finds the smallest that lies there', () => {
    expect([hit({ x: 12, y: 12 }, 2)?.key, hit({ x: 68, y: 62 }, 2)?.key, hit({ x: 80.5, y: 85 }, 2)?.key, hit({ x: 90, y: 5 }, 2)?.key]).toEqual(['1', '1', '2', '0'])
  })

  it('reaches for keypoints, but not for those that are not labelled', () => {
    expect([hit({ x: 53, y: 50 }, 4)?.key, hit({ x: 53, y: 50 }, 2)?.key, hit({ x: 1, y: 1 }, 4)?.key]).toEqual(['3', '0', '0'])
  })

  it('reaches for an open line along it, and not for what it would enclose', () => {
    const line = indexShapes(shapes([{ type: 'polyline', label: 'cable', points: [0, 0, 100, 0, 100, 100] }]))
    expect([line({ x: 50, y: 3 }, 4)?.key, line({ x: 98, y: 50 }, 4)?.key, line({ x: 80, y: 20 }, 4), line({ x: 50, y: 6 }, 4)]).toEqual(['0', '0', undefined, undefined])
  })

  it('finds nothing outside', () => {
    expect(hit({ x: 120, y: 5 }, 2)).toBeUndefined()
  })
})

describe('reading annotations', () => {
  it('leaves out what cannot be read, and counts it', () => {
    const { notes, unreadable } = readAnnotations([
      box, { ...box, width: 'wide' }, null, 7, { type: 'track' }, { type: 'toString' }, { type: 'mask', label: 'm', height: 2, width: 2, counts: [3] },
      { type: 'mask', label: 'm', height: 4, width: 5, counts: '5220003' }, { type: 'polygon', label: 'p', rings: [[1, 2]] }, { type: 'keypoints', points: [1, 2] },
      { type: 'segment', label: 's', start_s: 0, end_s: 1 }, { type: 'transcript', text: '불 켜 줘' }, { type: 'intent', label: 'on', slots: { room: '거실' } },
    ])
    expect([notes.map(({ type }) => type), unreadable]).toEqual([['box', 'mask', 'segment', 'transcript', 'intent'], 8])
  })

  it('keeps keypoints with their names through gaps', () => {
    const [note] = readAnnotations([{ type: 'keypoints', label: 'k', points: [1, 2, 2, 0, 0, 0, 5, 6, 1], names: ['코', '눈', '귀'] }]).notes
    expect(note?.type === 'keypoints' && keypoints(note)).toEqual([{ x: 1, y: 2, name: '코', visible: true }, { x: 5, y: 6, name: '귀', visible: false }])
  })

  it('makes no shape of what covers nothing', () => {
    expect(shapes([{ type: 'mask', label: 'm', height: 2, width: 2, counts: [4] }, { type: 'keypoints', label: 'k', points: [1, 1, 0] }])).toEqual([])
  })
})
