/** Small decisions of the page of one record. Pure. */
import type { RecordDetail } from './types'

export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path

const SPLIT = '#sound'

/** The video that a sound was split off, which its path tells; undefined for a sound of its own. */
export function videoOf<Stream extends { path: string; modality: string }>(streams: readonly Stream[], sound: Stream): Stream | undefined {
  if (sound.modality !== 'audio' || !sound.path.endsWith(SPLIT)) return undefined
  const path = sound.path.slice(0, -SPLIT.length)
  return streams.find((stream) => stream.modality === 'video' && stream.path === path)
}

/** Where the neighbours of a place lie in a fetched stretch of the list. */
export function neighbours(items: readonly { id: string }[], offset: number, total: number, record: string, at: number) {
  // The list may have changed since the address was made: the record itself says where it is.
  const found = items.findIndex(({ id }) => id === record)
  const place = found >= 0 ? offset + found : at
  const item = (to: number): { id: string; at: number } | undefined => {
    const one = to >= 0 && to < total ? items[to - offset] : undefined
    return one && { id: one.id, at: to }
  }
  return { place, previous: item(place - 1), next: item(place + 1) }
}

/** The facts about the device, from the attributes that begin with `device.`. */
export function deviceFacts(attributes: RecordDetail['attributes']): [string, string][] {
  return Object.entries(attributes).filter(([key]) => key.startsWith('device.')).map(([key, value]) => [key.slice('device.'.length), word(value)])
}

/** What else the attributes say, apart from device and what the page shows elsewhere. */
export function otherFacts(attributes: RecordDetail['attributes']): [string, string][] {
  const shown = new Set(['simulated', 'started_at'])
  return Object.entries(attributes).filter(([key]) => !key.startsWith('device.') && !shown.has(key)).map(([key, value]) => [key, word(value)])
}

/** A value of a JSON document as one reads it. */
export function word(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

export type Tone = 'bad' | 'warn' | 'quiet'

export function toneOf(severity: string): Tone {
  if (severity === 'error') return 'bad'
  return severity === 'warning' ? 'warn' : 'quiet'
}

const SPLITS = ['train', 'validation', 'test'] as const

export function isSplit(split: string): split is (typeof SPLITS)[number] {
  return SPLITS.some((one) => one === split)
}

const DEVICE_KEYS = ['vendor', 'device_type', 'id'] as const

export function isDeviceKey(key: string): key is (typeof DEVICE_KEYS)[number] {
  return DEVICE_KEYS.some((one) => one === key)
}

const MEMBER = 'member:'
/** What the server calls the author of labels that came with the files. */
export const FILES = 'files'

/** Who said something: a colleague by name, another member as `someone`, files in the reader's language, an engine as it is called. */
export function authorName(author: string, colleagues: readonly { id: string; name: string }[], { someone, files }: { someone: string; files: string }): string {
  if (author === FILES) return files
  if (!author.startsWith(MEMBER)) return author
  return colleagues.find(({ id }) => id === author.slice(MEMBER.length))?.name ?? someone
}
