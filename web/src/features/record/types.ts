/** One record as the server tells it. */
import type { paths } from '@/api/schema'

export type Pack = paths['/api/domains/{domain}']['get']['responses'][200]['content']['application/json']

export interface StreamRead {
  n: number
  role: string
  modality: 'image' | 'video' | 'audio' | 'series' | 'device_status' | 'text'
  media_type: string
  path: string
  size: number
  /** Seconds from the record's start, on its clock. */
  start_s: number
  /** How much faster than the record's clock this stream's clock runs, in millionths. */
  drift_ppm: number
  offset_uncertainty_s: number | null
  width: number | null
  height: number | null
  duration_s: number | null
  sample_rate: number | null
}

export interface LayerRead {
  layer: 'gold' | 'consensus' | 'member' | 'imported' | 'engine'
  author: string
  revision: number
  annotations: unknown[]
  detail: Record<string, unknown>
  created_at: string
}

export interface FindingRead {
  check: string
  kind: string
  severity: string
  message: string
  advice: string
  score: number | null
  /** All that it is about, this record too. */
  records: { id: string; path: string }[]
}

export interface TrailRead {
  at: string
  kind: string
  text: string
  actor: string
}

export interface RecordDetail {
  id: string
  dataset: string
  path: string
  digest: string
  modality: StreamRead['modality']
  size: number
  streams: StreamRead[]
  conditions: Record<string, unknown>
  attributes: Record<string, unknown>
  provider: string
  simulated: boolean
  split: string | null
  group: string | null
  /** Its path joined by “/”; empty is none. */
  label: string
  label_text: string
  /** Given back with a change. */
  version: string
  annotation_sets: LayerRead[]
  trail: TrailRead[]
}

export interface RecordCard {
  id: string
  path: string
  modality: StreamRead['modality']
  label: string
  label_text: string
  version: string
}

export interface SeriesRead {
  columns: { name: string; unit: string | null }[]
  t: number[]
  values: (number | null)[][]
  gaps: number[][]
  total_rows: number
  thinned: boolean
}

export interface PeaksRead {
  sample_rate: number
  duration_s: number
  peaks: number[]
}

export interface SimilarRead {
  items: { card: { id: string; path: string; label: string; label_text: string; modality: string; findings: string[] }; distance: number }[]
  engine: string
}
