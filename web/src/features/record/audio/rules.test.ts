import { describe, expect, it } from 'vitest'
import { readAnnotations } from '../annotations'
import { isHeardAt, spokenIn } from './rules'

const { notes } = readAnnotations([
  { type: 'segment', label: 'speech', start_s: 2, end_s: 3, attributes: { text: '불 켜 줘' } },
  { type: 'choice', label: 'on' },
  { type: 'segment', label: 'noise', start_s: 0.5, end_s: 4 },
  { type: 'transcript', text: '거실 불 켜 줘', pronunciation: '거실 불 켜 줘' },
])

describe('what is heard', () => {
  it('comes in the order of time, what is said of the whole first', () => {
    expect(spokenIn(notes).map(({ kind, label, text, from }) => [kind, label, text, from])).toEqual([
      ['transcript', '', '거실 불 켜 줘', undefined], ['segment', 'noise', '', 0.5], ['segment', 'speech', '불 켜 줘', 2],
    ])
  })

  it('is heard from its first moment until before its last', () => {
    const [whole, noise, speech] = spokenIn(notes)
    expect([whole, noise, speech].map((one) => one && [0.5, 2, 3, 4].map((time) => isHeardAt(one, time)))).toEqual([
      [false, false, false, false], [true, true, true, false], [false, true, false, false],
    ])
  })
})
