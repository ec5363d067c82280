/** The layers of labels on a record: which one counts, and what lies in those that are shown. Pure. */
import { readAnnotations, type Annotation } from './annotations'
import { isSpatial, toShape, type Shape } from './canvas/geometry'
import type { LayerRead } from './types'

/** Whose word counts before whose. */
const ORDER = ['gold', 'consensus', 'member', 'imported', 'engine'] as const

export interface LayerOf {
  key: string
  set: LayerRead
  notes: Annotation[]
  unreadable: number
}

/** The layers, the one that counts first. */
export function inOrder(sets: readonly LayerRead[]): LayerOf[] {
  return [...sets]
    .sort((a, b) => ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer) || b.created_at.localeCompare(a.created_at))
    .map((set) => ({ key: `${set.layer}:${set.author}`, set, ...readAnnotations(set.annotations) }))
}

/** Which layers are shown: the one that counts and the first with shapes, and what one has turned on or off. */
export function shownLayers(layers: readonly LayerOf[], turned: ReadonlySet<string>): ReadonlySet<string> {
  const usual = new Set([layers[0]?.key, layers.find(({ notes }) => notes.some(isSpatial))?.key])
  return new Set(layers.map(({ key }) => key).filter((key) => usual.has(key) !== turned.has(key)))
}

/** The shapes of the layers that are shown; a key names layer and place. */
export function shapesOf(layers: readonly LayerOf[]): Shape[] {
  return layers.flatMap(({ key, notes }) => notes.flatMap((note, at) => (isSpatial(note) ? (toShape(note, `${key}#${at}`) ?? []) : [])))
}

export interface ClassOf {
  label: string
  shapes: Shape[]
}

/** The shapes by class, the most frequent first. */
export function byClass(shapes: readonly Shape[]): ClassOf[] {
  const groups = new Map<string, Shape[]>()
  for (const shape of shapes) groups.set(shape.note.label, [...(groups.get(shape.note.label) ?? []), shape])
  return [...groups].map(([label, members]) => ({ label, shapes: members })).sort((a, b) => b.shapes.length - a.shapes.length || a.label.localeCompare(b.label))
}
