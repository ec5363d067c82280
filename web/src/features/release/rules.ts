/** What a release's page shows, decided without a page: addresses, lines to copy, and which files are which. */

export const TOKEN = 'YOUR_TOKEN'

/** A path as the server takes it; every part whole, the slashes between them kept. */
export function fileAddress(reference: string, path: string): string {
  return `/api/releases/${encodeURIComponent(reference)}/files/${path.split('/').map(encodeURIComponent).join('/')}`
}

export function archiveAddress(reference: string, kind: 'zip' | 'tar'): string {
  return `/api/releases/${encodeURIComponent(reference)}/archive.${kind}`
}

export type Way = 'dure' | 'datasets' | 'shell'
export const ways: readonly Way[] = ['dure', 'datasets', 'shell']

interface Load {
  reference: string
  /** A split that the release has. */
  split: string
  /** Where the server is, such as https://dure.example. */
  server: string
}

function withDure({ reference, split, server }: Load): string {
  return `import dure

ds = dure.load(
    "${reference}",
    split="${split}",
    server="${server}",
    token="${TOKEN}",
)
print(len(ds), ds[0])
`
}

function withDatasets({ reference, split, server }: Load): string {
  return `import tarfile
import urllib.request

from datasets import load_dataset

ask = urllib.request.Request(
    "${server}${archiveAddress(reference, 'tar')}",
    headers={"Authorization": "Bearer ${TOKEN}"},
)
with urllib.request.urlopen(ask) as answer, tarfile.open(fileobj=answer, mode="r|") as archive:
    archive.extractall(filter="data")

ds = load_dataset("./${reference}", split="${split}")
print(ds)
`
}

function withShell({ reference, server }: Load): string {
  return `curl -fsS -H "Authorization: Bearer ${TOKEN}" \\
  "${server}${archiveAddress(reference, 'tar')}" | tar x
`
}

/** Lines that run as they stand, once the token is one's own. */
export function snippet(way: Way, load: Load): string {
  return { dure: withDure, datasets: withDatasets, shell: withShell }[way](load)
}

/** The split that people train on, or the first there is. */
export function trainingSplit(splits: readonly { name: string }[]): string {
  return (splits.find(({ name }) => name === 'train') ?? splits[0])?.name ?? 'train'
}

export type FileKind = 'card' | 'croissant' | 'data' | 'labels' | 'other'

/** What a file of a release is for. */
export function fileKind(path: string): FileKind {
  if (path === 'README.md') return 'card'
  if (path === 'croissant.json') return 'croissant'
  if (path.endsWith('.parquet') || path.endsWith('.tar')) return 'data'
  if (/^(annotations|labels|aihub)\//.test(path)) return 'labels'
  return 'other'
}

/** The files whose path holds every word, the descriptions first. */
export function findFiles<File extends { path: string }>(files: readonly File[], query: string): File[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const order: FileKind[] = ['card', 'croissant', 'data', 'labels', 'other']
  const rank = (file: File): number => order.indexOf(fileKind(file.path))
  return files
    .filter(({ path }) => words.every((word) => path.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path))
}

interface Class {
  name: string
  records: Readonly<Record<string, number>>
}

/** Whether a name is that of what somebody wants, and never of a thing that is seen or heard. */
export const isIntent = ({ kinds }: { kinds: readonly string[] }): boolean => kinds.length > 0 && kinds.every((kind) => kind === 'intent')

/** How many records carry a class, in all splits. */
export function carried({ records }: Class): number {
  return Object.values(records).reduce((whole, one) => whole + one, 0)
}

/** The most frequent first; the same number keeps the order of the domain. */
export function byFrequency<One extends Class>(classes: readonly One[]): One[] {
  return [...classes].sort((a, b) => carried(b) - carried(a))
}

export const changeKinds = ['added', 'removed', 'relabelled', 'moved', 'replaced'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** The kinds of change that happened. */
export function happened(changes: Readonly<Record<ChangeKind, number>>): ChangeKind[] {
  return changeKinds.filter((kind) => changes[kind] > 0)
}
