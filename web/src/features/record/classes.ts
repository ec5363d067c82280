/** Which of the twelve class colours a label has: the same on every page, far from its neighbours in the taxonomy. */
import { score } from '@/lib/korean'
import type { Pack } from './types'

const COLOURS = 12
const STEP = 5 // coprime to 12; neighbours differ by 150° of hue and in lightness

type Node = Pack['taxonomy'][number]

export interface ClassName {
  /** From the root to the class. */
  path: readonly string[]
  ko: string
  en: string
  /** Everything that a search may hit. */
  words: readonly string[]
}

/** Every class of a taxonomy, parents before their children. */
export function classNames(nodes: readonly Node[], above: readonly string[] = []): ClassName[] {
  return nodes.flatMap((node) => {
    const path = [...above, node.id]
    return [{ path, ko: node.ko, en: node.en, words: [node.id, node.ko, node.en, ...node.aliases] }, ...classNames(node.children, path)]
  })
}

/** A slot of an intent among the names; its words come after those of classes. */
export const slotName = ({ id, ko, en }: Pick<Node, 'id' | 'ko' | 'en'>): ClassName => ({ path: [id], ko, en, words: [id] })

/** FNV-1a; for labels that the taxonomy does not know. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value
}

/** Classes by every name that data may use for them; an id goes before a name, the first that has a name before the others. */
function byWord(classes: readonly ClassName[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  classes.forEach(({ path }, at) => { places.set(path.at(-1) ?? '', places.get(path.at(-1) ?? '') ?? at) })
  classes.forEach(({ words }, at) => { for (const word of words) places.set(word, places.get(word) ?? at) })
  return places
}

export type Slots = (label: string) => number

/** Give each label its colour, 1 to 12, by its place in the taxonomy. */
export function colourSlots(classes: readonly ClassName[]): Slots {
  const places = byWord(classes)
  return (label) => (((places.get(label) ?? hash(label)) * STEP) % COLOURS) + 1
}

/** How a label is called in the language of the page; the label itself where the taxonomy does not know it. */
export function labelNames(classes: readonly ClassName[], language: string): (label: string) => string {
  const places = byWord(classes)
  return (label) => {
    const known = classes[places.get(label) ?? -1]
    return known === undefined ? label : language === 'en' ? known.en : known.ko
  }
}

const fold = (text: string): string => text.normalize('NFC').toLowerCase().replaceAll(/[\s_-]/gu, '')

/** How well a class answers what is typed: its very name best, then as `score` has it, spaces or not. */
function rate({ words }: ClassName, typed: string): number {
  const wanted = fold(typed)
  if (words.some((word) => fold(word) === wanted)) return 4
  return Math.max(...words.map((word) => Math.max(score(typed, word), score(wanted, fold(word)))))
}

/** The classes that answer what is typed, by 초성 too, the best first. */
export function searchClasses(classes: readonly ClassName[], typed: string): ClassName[] {
  if (fold(typed) === '') return [...classes]
  const rated = classes.map((one) => ({ one, rate: rate(one, typed) })).filter((found) => found.rate > 0)
  return rated.sort((x, y) => y.rate - x.rate).map(({ one }) => one)
}

/** A label as its path of names: “채소 / 양파”; what the taxonomy does not know stays as it is. */
export function labelWords(classes: readonly ClassName[], label: string, language: string): string {
  const name = labelNames(classes, language)
  return label.split('/').map(name).join(' / ')
}
