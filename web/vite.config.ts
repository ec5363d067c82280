/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  logLevel: 'warn',
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    manifest: true,
    reportCompressedSize: false, // scripts/budget.mjs does, for what matters
    // The first versions that know `light-dark()`, which the tokens are written with.
    target: ['chrome123', 'firefox125', 'safari17.5'],
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts', 'scripts/**/*.test.js'] },
})
