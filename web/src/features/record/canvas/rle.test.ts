import { describe, expect, it } from 'vitest'
import { decodeRuns, eachColumnRun, fillsExactly, isInRuns, paintRuns, runsArea, runsBounds } from './rle'

/** Strings that pycocotools wrote, with the counts of the same bitmaps. */
const known = [
  { text: '5220003', size: [4, 5], counts: [5, 2, 2, 2, 2, 2, 5] },
  { text: '09', size: [3, 3], counts: [0, 9] },
  { text: '9', size: [3, 3], counts: [9] },
  { text: '311040L0040M0010OO052', size: [6, 7], counts: [3, 1, 1, 1, 5, 1, 1, 1, 1, 5, 1, 2, 1, 2, 2, 2, 1, 1, 1, 6, 3] },
  {
    text: 'iPl07o54M2O0O2O000000000001N101N3Ladk0', size: [200, 300],
    counts: [28697, 7, 191, 11, 188, 13, 187, 13, 186, 15, 185, 15, 185, 15, 185, 15, 185, 15, 185, 15, 185, 15, 186, 13, 187, 13, 188, 11, 191, 7, 28496],
  },
  {
    text: '01cfem0Sb0QiZRO00000000000000000', size: [1080, 910],
    counts: [0, 1, 972499, 580, 500, 580, 500, 580, 500, 580, 500, 580, 500, 580, 500, 580, 500, 580, 500, 580, 500, 580],
  },
] as const

describe("COCO's compressed run lengths", () => {
  it.each(known)('read as pycocotools wrote them: $text', ({ text, size: [height, width], counts }) => {
    expect(decodeRuns(text)).toEqual(counts)
    expect(fillsExactly(counts, height, width)).toBe(true)
  })

  it('are none where a character is foreign, a number breaks off or a count is negative', () => {
    expect([decodeRuns('5 2'), decodeRuns('5P'), decodeRuns('가'), decodeRuns('M')]).toEqual([undefined, undefined, undefined, undefined])
  })
})

describe('run lengths', () => {
  const counts = [5, 2, 2, 2, 2, 2, 5] // rows 1 and 2 of columns 1 to 3 in a picture of 5 × 4

  it('know the box around their ones, and how many there are', () => {
    expect([runsBounds(counts, 4), runsArea(counts)]).toEqual([{ minX: 1, minY: 1, maxX: 4, maxY: 3 }, 6])
    expect(runsBounds([20], 4)).toBeUndefined()
  })

  it('tell each pixel, as its columns do', () => {
    const inside = Array.from({ length: 4 }, (_, y) => Array.from({ length: 5 }, (__, x) => (isInRuns(counts, 4, x + 0.5, y + 0.5) ? 1 : 0)))
    expect(inside).toEqual([[0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]])
    expect([isInRuns(counts, 4, -1, 1), isInRuns(counts, 4, 1, -1), isInRuns(counts, 4, 1, 4), isInRuns(counts, 4, 9, 1)]).toEqual([false, false, false, false])
  })

  it('break a run at the foot of a column', () => {
    const pieces: number[][] = []
    eachColumnRun([2, 5, 2], 3, (column, from, to) => pieces.push([column, from, to]))
    expect(pieces).toEqual([[0, 2, 3], [1, 0, 3], [2, 0, 1]])
  })

  it('paint only their crop', () => {
    const pixels = paintRuns([1, 1, 1, 1], 2, { minX: 0, minY: 1, maxX: 2, maxY: 2 }, [9, 8, 7, 255])
    expect([...pixels]).toEqual([9, 8, 7, 255, 9, 8, 7, 255])
  })
})
