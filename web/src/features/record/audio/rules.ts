/** What the labels say of a sound, in the order in which it is heard. */
import type { Annotation } from '../annotations'

export interface Heard {
  key: string
  kind: 'transcript' | 'segment'
  label: string
  text: string
  pronunciation: string | undefined
  /** Undefined where it is said of the whole. */
  from: number | undefined
  to: number | undefined
  score: number | undefined
}

function heard(note: Annotation, at: number): Heard | undefined {
  const key = String(at)
  if (note.type === 'transcript') {
    return { key, kind: 'transcript', label: '', text: note.text, pronunciation: note.pronunciation, from: note.start_s, to: note.end_s, score: note.score }
  }
  if (note.type === 'segment') {
    const said = note.attributes.text
    return { key, kind: 'segment', label: note.label, text: typeof said === 'string' ? said : '', pronunciation: undefined, from: note.start_s, to: note.end_s, score: note.score }
  }
  return undefined
}

export function spokenIn(notes: readonly Annotation[]): Heard[] {
  return notes.map(heard).filter((one) => one !== undefined).sort((a, b) => (a.from ?? -1) - (b.from ?? -1) || (a.to ?? 0) - (b.to ?? 0))
}

/** Whether a stretch is heard at this moment of the stream. */
export function isHeardAt({ from, to }: Heard, time: number): boolean {
  return from !== undefined && to !== undefined && from <= time && time < to
}
