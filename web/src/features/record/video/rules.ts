/** Where a tracked thing is at a moment of a video. Pure. */
import type { Keyframe, TrackNote } from '../annotations'

export type Place = Omit<Keyframe, 'outside'>

/** Between two key frames the box moves in a straight line; before the first, after the last and while outside it is nowhere. */
export function placeAt({ keyframes }: TrackNote, time: number): Place | undefined {
  const at = keyframes.findLastIndex(({ time_s: from }) => from <= time + 1e-4)
  const from = keyframes[at]
  if (from === undefined || from.outside) return undefined
  const to = keyframes[at + 1]
  if (to === undefined) return time - from.time_s <= 1e-4 ? from : undefined
  const share = Math.max(0, (time - from.time_s) / (to.time_s - from.time_s || 1))
  const between = (key: 'x' | 'y' | 'width' | 'height' | 'rotation'): number => from[key] + (to[key] - from[key]) * share
  return { time_s: time, x: between('x'), y: between('y'), width: between('width'), height: between('height'), rotation: between('rotation') }
}
