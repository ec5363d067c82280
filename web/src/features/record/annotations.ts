/** What is said about a record, read from the wire; what cannot be read is counted and breaks nothing. */
import { decodeRuns, fillsExactly } from './canvas/rle'

interface Said {
  label: string
  score: number | undefined
  attributes: Readonly<Record<string, unknown>>
}

export interface ChoiceNote extends Said { type: 'choice'; path: readonly string[] }
export interface BoxNote extends Said { type: 'box'; x: number; y: number; width: number; height: number; rotation: number }
export interface PolygonNote extends Said { type: 'polygon'; rings: readonly (readonly number[])[] }
export interface PolylineNote extends Said { type: 'polyline'; points: readonly number[] }
export interface MaskNote extends Said { type: 'mask'; height: number; width: number; counts: readonly number[] }
export interface KeypointsNote extends Said { type: 'keypoints'; points: readonly number[]; names: readonly string[] }
export interface Keyframe {
  time_s: number
  x: number
  y: number
  width: number
  height: number
  rotation: number
  /** From here to the next key frame it is not in the picture. */
  outside: boolean
}
export interface TrackNote extends Said { type: 'track'; keyframes: readonly Keyframe[] }
export interface SegmentNote extends Said { type: 'segment'; start_s: number; end_s: number }
export interface TranscriptNote extends Said {
  type: 'transcript'
  text: string
  pronunciation: string | undefined
  start_s: number | undefined
  end_s: number | undefined
  language: string | undefined
}
export interface IntentNote extends Said { type: 'intent'; slots: Readonly<Record<string, unknown>> }

export type SpatialNote = BoxNote | PolygonNote | PolylineNote | MaskNote | KeypointsNote
export type Annotation = ChoiceNote | SpatialNote | TrackNote | SegmentNote | TranscriptNote | IntentNote

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const maybeNumber = (value: unknown): number | undefined => (isNumber(value) ? value : undefined)
const maybeText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function numbers(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every(isNumber) ? value : undefined
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function readBox(value: Fields): Omit<Keyframe, 'time_s' | 'outside'> | undefined {
  const { x, y, width, height, rotation } = value
  if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height)) return undefined
  return { x, y, width, height, rotation: maybeNumber(rotation) ?? 0 }
}

function readKeyframe(value: unknown): Keyframe | undefined {
  const box = isFields(value) ? readBox(value) : undefined
  return box && isFields(value) && isNumber(value.time_s) ? { ...box, time_s: value.time_s, outside: value.outside === true } : undefined
}

type Reader = (value: Fields, said: Said) => Annotation | undefined

const readers: Readonly<Record<string, Reader>> = {
  choice: (value, said) => ({ type: 'choice', ...said, path: texts(value.path) }),
  box: (value, said) => {
    const box = readBox(value)
    return box && { type: 'box', ...said, ...box }
  },
  polyline: (value, said) => {
    const points = numbers(value.points)
    return points && points.length >= 4 && points.length % 2 === 0 ? { type: 'polyline', ...said, points } : undefined
  },
  track: ({ keyframes }, said) => {
    const read = Array.isArray(keyframes) ? keyframes.map(readKeyframe) : []
    const whole = read.filter((frame) => frame !== undefined)
    if (whole.length === 0 || whole.length < read.length) return undefined
    return { type: 'track', ...said, keyframes: whole.sort((a, b) => a.time_s - b.time_s) }
  },
  polygon: ({ rings }, said) => {
    const read = Array.isArray(rings) ? rings.map(numbers) : []
    const whole = read.filter((ring) => ring !== undefined && ring.length >= 6)
    return read.length > 0 && whole.length === read.length ? { type: 'polygon', ...said, rings: whole.map((ring) => ring ?? []) } : undefined
  },
  mask: ({ height, width, counts }, said) => {
    const runs = typeof counts === 'string' ? decodeRuns(counts) : numbers(counts)
    if (!isNumber(height) || !isNumber(width) || runs === undefined || !fillsExactly(runs, height, width)) return undefined
    return { type: 'mask', ...said, height, width, counts: runs }
  },
  keypoints: (value, said) => {
    const points = numbers(value.points)
    return points && points.length % 3 === 0 ? { type: 'keypoints', ...said, points, names: texts(value.names) } : undefined
  },
  segment: ({ start_s, end_s }, said) => (isNumber(start_s) && isNumber(end_s) ? { type: 'segment', ...said, start_s, end_s } : undefined),
  transcript: (value, said) =>
    typeof value.text === 'string'
      ? {
          type: 'transcript', ...said, text: value.text, pronunciation: maybeText(value.pronunciation),
          start_s: maybeNumber(value.start_s), end_s: maybeNumber(value.end_s), language: maybeText(value.language),
        }
      : undefined,
  intent: (value, said) => ({ type: 'intent', ...said, slots: isFields(value.slots) ? value.slots : {} }),
}

function readOne(value: unknown): Annotation | undefined {
  if (!isFields(value) || typeof value.type !== 'string') return undefined
  const said = { label: maybeText(value.label) ?? '', score: maybeNumber(value.score), attributes: isFields(value.attributes) ? value.attributes : {} }
  return Object.hasOwn(readers, value.type) ? readers[value.type]?.(value, said) : undefined
}

/** Read the annotations of one layer. */
export function readAnnotations(values: readonly unknown[]): { notes: Annotation[]; unreadable: number } {
  const notes = values.map(readOne).filter((note) => note !== undefined)
  return { notes, unreadable: values.length - notes.length }
}
