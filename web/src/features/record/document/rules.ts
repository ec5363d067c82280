/** A JSON document as the rows of a tree, and the search in it. Pure. */

export interface TreeRow {
  path: string
  depth: number
  name: string
  /** The value in short. */
  text: string
  kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'
  /** Undefined where there is nothing inside. */
  open: boolean | undefined
  hit: boolean
}

interface Child {
  name: string
  value: unknown
}

function kindOf(value: unknown): TreeRow['kind'] {
  if (Array.isArray(value)) return 'array'
  if (value === null || value === undefined) return 'null'
  const kind = typeof value
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object'
}

function childrenOf(value: unknown): Child[] {
  if (Array.isArray(value)) return value.map((one: unknown, at) => ({ name: String(at), value: one }))
  return typeof value === 'object' && value !== null ? Object.entries(value).map(([name, one]: [string, unknown]) => ({ name, value: one })) : []
}

function short(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`
  if (typeof value === 'object' && value !== null) return `{${Object.keys(value).length}}`
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

const fold = (text: string): string => text.normalize('NFC').toLowerCase()

function hits({ name, value }: Child, wanted: string): boolean {
  const leaf = typeof value !== 'object' || value === null
  return fold(name).includes(wanted) || (leaf && fold(short(value)).includes(wanted))
}

/** Every row that is to be seen: what is open, or, while one searches, the hits with the way that leads to them. */
export function treeRows(document: unknown, open: ReadonlySet<string>, typed: string): TreeRow[] {
  const wanted = fold(typed.trim())
  const walk = (child: Child, depth: number, above: string): TreeRow[] => {
    const path = `${above}/${child.name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const inner = childrenOf(child.value)
    const hit = wanted !== '' && hits(child, wanted)
    const below = wanted !== '' || open.has(path) ? inner.flatMap((one) => walk(one, depth + 1, path)) : []
    if (wanted !== '' && !hit && below.length === 0) return []
    const isOpen = inner.length === 0 ? undefined : below.length > 0
    return [{ path, depth, name: child.name, text: short(child.value), kind: kindOf(child.value), open: isOpen, hit }, ...below]
  }
  const roots = childrenOf(document)
  return (roots.length > 0 ? roots : [{ name: '', value: document }]).flatMap((one) => walk(one, 0, ''))
}

/** What is open at first: the upper levels, as long as that stays a page or two. */
export function firstOpen(document: unknown, most = 60): ReadonlySet<string> {
  let open: ReadonlySet<string> = new Set<string>()
  for (let level = 0; level < 4; level++) {
    const rows = treeRows(document, open, '')
    const next = new Set([...open, ...rows.filter(({ open: isOpen, depth }) => isOpen === false && depth === level).map(({ path }) => path)])
    if (next.size === open.size || treeRows(document, next, '').length > most) break
    open = next
  }
  return open
}
