/** Files with their paths, from what a person dropped or chose. */
import type { Picked } from './rules'

function entries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => { reader.readEntries(resolve, reject) })
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => { entry.file(resolve, reject) })
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

async function walk(entry: FileSystemEntry, found: Picked[]): Promise<void> {
  if (isFile(entry)) found.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) })
  if (!isFolder(entry)) return
  const reader = entry.createReader()
  // A reader gives at most a hundred at a time, and none when it has come to the end.
  for (let some = await entries(reader); some.length > 0; some = await entries(reader)) {
    for (const one of some) await walk(one, found)
  }
}

/** Files and folders that were dropped; the list must be read before anything is awaited. */
export async function dropped(transfer: DataTransfer): Promise<Picked[]> {
  const roots = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const loose = [...transfer.files]
  if (roots.length === 0) return chosen(loose)
  const found: Picked[] = []
  for (const root of roots) await walk(root, found)
  return found
}

/** Files that were chosen in a dialog, by folder or one by one. */
export function chosen(files: Iterable<File>): Picked[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}
