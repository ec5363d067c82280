/** The Markdown of a data card as blocks to draw; only what a card has, and never any HTML. */

export type Span = { kind: 'text' | 'code'; text: string } | { kind: 'link'; text: string; href: string }

export type Block =
  | { kind: 'heading'; level: 1 | 2 | 3; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'code'; language: string; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'table'; head: string[]; rows: string[][] }

const FENCE = /^```(\w*)\s*$/
const HEADING = /^(#{1,6})\s+(.*)$/
const ITEM = /^[-*]\s+(.*)$/
const RULE = /^\|?[\s:|-]+\|?$/

/** The cells of a row; “\|” is a bar inside a cell. */
export function cells(line: string): string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'))
}

function level(marks: string): 1 | 2 | 3 {
  return marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3
}

type Reader = (lines: readonly string[], at: number) => { block: Block; next: number } | undefined

const fence: Reader = (lines, at) => {
  const opened = FENCE.exec(lines[at] ?? '')
  if (!opened) return undefined
  let next = at + 1
  while (next < lines.length && !FENCE.test(lines[next] ?? '')) next++
  return { block: { kind: 'code', language: opened[1] ?? '', text: lines.slice(at + 1, next).join('\n') }, next: next + 1 }
}

const heading: Reader = (lines, at) => {
  const found = HEADING.exec(lines[at] ?? '')
  return found ? { block: { kind: 'heading', level: level(found[1] ?? ''), text: found[2] ?? '' }, next: at + 1 } : undefined
}

const table: Reader = (lines, at) => {
  const rule = lines[at + 1] ?? ''
  if (!(lines[at] ?? '').startsWith('|') || !rule.includes('-') || !RULE.test(rule)) return undefined
  let next = at + 2
  while ((lines[next] ?? '').startsWith('|')) next++
  return { block: { kind: 'table', head: cells(lines[at] ?? ''), rows: lines.slice(at + 2, next).map(cells) }, next }
}

const list: Reader = (lines, at) => {
  let next = at
  while (ITEM.test(lines[next] ?? '')) next++
  if (next === at) return undefined
  return { block: { kind: 'list', items: lines.slice(at, next).map((line) => line.replace(ITEM, '$1')) }, next }
}

const readers = [fence, heading, table, list]
const begins = (lines: readonly string[], at: number): boolean => readers.some((reader) => reader(lines, at) !== undefined)

const paragraph = (lines: readonly string[], at: number): { block: Block; next: number } => {
  let next = at + 1
  while (next < lines.length && (lines[next] ?? '').trim() !== '' && !begins(lines, next)) next++
  return { block: { kind: 'paragraph', text: lines.slice(at, next).join(' ').trim() }, next }
}

export function blocks(markdown: string): Block[] {
  const lines = markdown.split(/\r?\n/)
  const found: Block[] = []
  let at = 0
  while (at < lines.length) {
    if ((lines[at] ?? '').trim() === '') { at++; continue }
    const here = at
    const read = readers.map((reader) => reader(lines, here)).find((one) => one !== undefined) ?? paragraph(lines, here)
    found.push(read.block)
    at = read.next
  }
  return found
}

/** Code and links inside a line; a link leads to the web or stays text. */
export function spans(text: string): Span[] {
  const found: Span[] = []
  let last = 0
  for (const match of text.matchAll(/`([^`]+)`|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/g)) {
    if (match.index > last) found.push({ kind: 'text', text: text.slice(last, match.index) })
    if (match[1] !== undefined) found.push({ kind: 'code', text: match[1] })
    else found.push({ kind: 'link', text: match[2] ?? '', href: match[3] ?? '' })
    last = match.index + match[0].length
  }
  if (last < text.length) found.push({ kind: 'text', text: text.slice(last) })
  return found
}
