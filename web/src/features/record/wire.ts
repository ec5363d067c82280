/** The routes of one record, typed by hand until the server's OpenAPI document has them. */
import createClient from 'openapi-fetch'
import type { FindingRead, PeaksRead, RecordCard, RecordDetail, SeriesRead, SimilarRead } from './types'
import type { paths } from '@/api/schema'
import { language } from '@/lib/i18n'

interface Get<P, Q, Body> { get: { parameters: { path: P; query?: Q }; responses: { 200: { content: { 'application/json': Body } } } } }
type R = { record: string }
type S = R & { n: number }
interface Paths {
  '/api/datasets/{dataset}': Get<{ dataset: string }, never, { id: string; name: string; title: string; domain: string }>
  '/api/domains/{domain}': paths['/api/domains/{domain}']
  '/api/records/{record}': Get<R, never, RecordDetail>
  '/api/records/{record}/findings': Get<R, never, FindingRead[]>
  '/api/records/{record}/similar': Get<R, { limit?: number }, SimilarRead>
  '/api/records/{record}/streams/{n}/peaks': Get<S, never, PeaksRead>
  '/api/records/{record}/streams/{n}/series': Get<S, { from_s?: number; to_s?: number; points?: number; columns?: string[] }, SeriesRead>
  '/api/records/{record}/streams/{n}/json': Get<S, never, unknown>
  '/api/records/{record}/streams/{n}/media': Get<S, never, string>
  '/api/datasets/{dataset}/grid': Get<{ dataset: string }, { where?: string[]; sort?: string; order?: 'asc' | 'desc'; offset?: number; limit?: number }, { items: RecordCard[]; total: number; offset: number }>
  '/api/records/{record}/label': { put: { parameters: { path: R }; requestBody: { content: { 'application/json': { label: string | null; version: string } } }; responses: { 200: { content: { 'application/json': RecordCard } } } } }
}
export const api = createClient<Paths>({ baseUrl: window.location.origin })
api.use({ onRequest({ request }) { request.headers.set('Accept-Language', language()) } })
