/** One clock for all streams of a record. Pure: times in seconds, the record's start is 0. */
import type { StreamRead } from './types'

type Timed = Pick<StreamRead, 'start_s' | 'drift_ppm' | 'duration_s'>

const rate = ({ drift_ppm: drift }: Timed): number => 1 + drift / 1e6

/** The moment of the stream's own clock at a moment of the record. */
export function toStream(stream: Timed, time: number): number {
  return (time - stream.start_s) * rate(stream)
}

export function toRecord(stream: Timed, time: number): number {
  return stream.start_s + time / rate(stream)
}

/** From when to when a stream lasts on the record's clock; a still picture and a status are one moment. */
export function lasting(stream: Timed): { from: number; to: number } {
  return { from: stream.start_s, to: toRecord(stream, stream.duration_s ?? 0) }
}

/** From the first moment of any stream to the last; something to walk along even where all are one moment. */
export function wholeSpan(streams: readonly Timed[]): { from: number; to: number } {
  const spans = streams.map(lasting)
  const from = spans.reduce((least, span) => Math.min(least, span.from), Infinity)
  const to = spans.reduce((most, span) => Math.max(most, span.to), -Infinity)
  return spans.length === 0 ? { from: 0, to: 0 } : { from, to }
}

/** Which of the still moments belongs to this time: the latest that has come, the first before any has. */
export function atMoment<Stream extends Timed>(moments: readonly Stream[], time: number): Stream | undefined {
  const inOrder = [...moments].sort((a, b) => a.start_s - b.start_s)
  return inOrder.findLast(({ start_s: start }) => start <= time + 1e-6) ?? inOrder[0]
}

/** The presentation times of frames in seconds, from ticks. */
export function startsOf({ time_base: [numerator = 1, denominator = 1], pts }: { time_base: readonly number[]; pts: readonly number[] }): number[] {
  return pts.map((tick) => (tick * numerator) / denominator)
}

/** Index of the frame that is shown at a time; `starts` are the presentation times of the frames in order. */
export function frameAt(starts: readonly number[], time: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= time + 1e-4) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** A time that surely shows this frame: its middle, as browsers round the borders differently. */
export function middleOfFrame(starts: readonly number[], frame: number, duration: number): number {
  const start = starts[frame] ?? 0
  return (start + (starts[frame + 1] ?? Math.max(duration, start))) / 2
}

/** “1:02.345”, “−0:10.000”; hours where there are some. */
export function clockText(seconds: number, digits = 3): string {
  const unit = 10 ** digits
  const ticks = Math.round(Math.abs(seconds) * unit)
  const whole = Math.floor(ticks / unit)
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const head = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes)
  const tail = digits > 0 ? `.${String(ticks % unit).padStart(digits, '0')}` : ''
  return `${seconds < 0 && ticks > 0 ? '−' : ''}${head}:${two(whole % 60)}${tail}`
}

/** Round steps for the marks of an axis: at most `most` of them. */
export function axisMarks(from: number, to: number, most: number): number[] {
  const least = (to - from) / Math.max(1, most)
  const steps = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400]
  const step = steps.find((one) => one >= least) ?? Math.ceil(least / 86_400) * 86_400
  if (!(to > from)) return [from]
  const first = Math.ceil(from / step - 1e-9)
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, at) => Number(((first + at) * step).toFixed(3)))
}
