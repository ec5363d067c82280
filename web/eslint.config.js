/** What every file of the front end keeps to; run by scripts/lint.mjs, which refuses to see nothing. */
import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { direction } from './scripts/direction.js'

const network = ['fetch', 'EventSource', 'XMLHttpRequest', 'WebSocket'].map((name) => ({
  name,
  message: 'Only src/api/ talks to the server; add a typed call there.',
}))

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', 'src/api/schema.d.ts']),
  js.configs.recommended,
  { rules: { 'max-lines': ['error', 250], eqeqeq: 'error' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: { document: 'readonly', fetch: 'readonly', globalThis: 'readonly', console: 'readonly', process: 'readonly', URL: 'readonly', setTimeout: 'readonly' },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, hooks.configs.flat['recommended-latest']],
    plugins: { dure: { rules: { direction } } },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'dure/direction': 'error',
      'no-restricted-globals': ['error', ...network],
      'no-restricted-properties': ['error', ...network.flatMap(({ name, message }) => ['window', 'globalThis'].map((object) => ({ object, property: name, message })))],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  { files: ['src/api/**'], rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' } },
)
