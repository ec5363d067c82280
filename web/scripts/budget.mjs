/** What a first visit downloads as JavaScript may weigh at most 200 kB compressed. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

const LIMIT = 200_000
const folder = process.argv[2] ?? 'dist'
const manifest = JSON.parse(readFileSync(path.join(folder, '.vite/manifest.json'), 'utf8'))

/** A chunk and everything it imports statically; `import()` is what comes later. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) closure(next, seen)
  return seen
}

const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry)
const chunks = new Set(entries.flatMap((key) => [...closure(key)]))
const weigh = (key) => gzipSync(readFileSync(path.join(folder, manifest[key].file))).length
const total = [...chunks].reduce((sum, key) => sum + weigh(key), 0)

if (entries.length === 0 || total === 0) {
  console.error(`No entry was found in ${folder}; build first with \`npm run build\`.`)
  process.exit(1)
}
for (const key of chunks) console.log(`${String(weigh(key)).padStart(8)}  ${manifest[key].file}`)
console.log(`${String(total).padStart(8)}  initial JavaScript, compressed; the budget is ${LIMIT}`)
if (total > LIMIT) {
  console.error(`The first visit weighs ${total} bytes; load what it does not need with import().`)
  process.exit(1)
}
