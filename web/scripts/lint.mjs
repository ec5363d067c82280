/** Lint everything; fails when ESLint saw fewer files than lie on the disk, so that it never passes by seeing none. */
import { globSync } from 'node:fs'
import { ESLint } from 'eslint'

const eslint = new ESLint()
const results = await eslint.lintFiles(['src', 'scripts', 'e2e', '*.config.{js,ts}'])
const formatter = await eslint.loadFormatter('stylish')
console.log(await formatter.format(results))

const onDisk = globSync('src/**/*.{ts,tsx}').filter((file) => !file.endsWith('schema.d.ts'))
const seen = results.filter((result) => /\.tsx?$/.test(result.filePath)).length
if (onDisk.length === 0 || seen < onDisk.length) {
  console.error(`ESLint saw ${seen} of ${onDisk.length} TypeScript files in src/; look at eslint.config.js.`)
  process.exit(1)
}
if (results.some((result) => result.errorCount + result.warningCount > 0)) process.exit(1)
console.log(`${results.length} files are clean.`)
