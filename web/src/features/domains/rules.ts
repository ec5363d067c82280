/** A domain's pack as a person looks through it. */
import { score } from '@/lib/korean'

export interface Node {
  id: string
  ko: string
  en: string
  aliases: readonly string[]
  codes: Readonly<Record<string, string>>
  children: readonly Node[]
}

/** The tree with only the branches that answer a query: a class that answers keeps all below it. */
export function pruned(nodes: readonly Node[], query: string): Node[] {
  if (query.trim() === '') return [...nodes]
  return nodes.flatMap((node) => {
    if (answers(node, query)) return [node]
    const children = pruned(node.children, query)
    return children.length > 0 ? [{ ...node, children }] : []
  })
}

function answers({ id, ko, en, aliases }: Node, query: string): boolean {
  return [id, ko, en, ...aliases].some((word) => score(query, word) > 0)
}

/** How many classes there are, those between included. */
export function size(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { children }) => sum + 1 + size(children), 0)
}

/** The thresholds that a domain sets, in the order that the server gives them. */
export function thresholds(quality: object): [string, number][] {
  return Object.entries(quality).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
}

/** The engines that a domain names. */
export function namedEngines(engines: object): [string, string][] {
  return Object.entries(engines).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
}

interface Named { id: string; ko: string; en: string }
interface Factor extends Named { levels: readonly Named[] }

/** The name of a factor's level, or its id where the pack does not know it. */
export function levelName(factors: readonly Factor[], factor: string, level: string, language: 'ko' | 'en'): string {
  const found = factors.find(({ id }) => id === factor)
  const of = found?.levels.find(({ id }) => id === level)
  return `${found?.[language] ?? factor}: ${of?.[language] ?? level}`
}
