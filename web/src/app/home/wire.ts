/** Two routes that the server's OpenAPI document does not have yet, typed by hand as they are agreed upon. */
import createClient from 'openapi-fetch'
import { language } from '@/lib/i18n'
import type { Station } from '@/ui'

export interface Overview {
  datasets: number
  records: number
  labelled: number
  size: number
  providers: number
  simulated?: boolean
  by_station: {
    ingest: { files: number; issues: number; running: number }
    autolabel: { suggested: number; accepted: number; running: number }
    quality: { findings: number; errors: number; verdicts: { pass: number; warn: number; fail: number }; running: number }
    release: { versions: number; latest: { name: string; version: number; at: string }[]; running: number }
    label: { labelled: number; unlabelled: number }
  }
  waiting: { kind: string; text: string; dataset: string | null; count: number; href: string }[]
}

export interface Happened {
  at: string
  kind: string
  station: Station | null
  text: string
  dataset: string | null
  href: string | null
}

interface Paths {
  '/api/overview': { get: { responses: { 200: { content: { 'application/json': Overview } } } } }
  '/api/activity': { get: { parameters: { query: { limit: number } }; responses: { 200: { content: { 'application/json': Happened[] } } } } }
}

export const api = createClient<Paths>({ baseUrl: window.location.origin })
api.use({ onRequest({ request }) { request.headers.set('Accept-Language', language()) } })
