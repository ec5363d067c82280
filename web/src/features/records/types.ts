/** Records as lists of the server tell them. */
import type { components } from '@/api/schema'

type Schemas = components['schemas']

export type Modality = Schemas['Modality']
export type RecordCard = Schemas['RecordCard']
export type Facet = Schemas['FacetRead']
export type Facets = Schemas['FacetList']
export type SavedView = Schemas['ViewRead']
export type NewView = Required<Schemas['ViewOrder']>
export type MapPlaces = Schemas['MapRead']
export type Bulk = Schemas['BulkOrder']

/** What a tile shows: a card of a list, or of what looks alike with its distance. */
export type Shown = Pick<RecordCard, 'id' | 'path' | 'modality' | 'label_text' | 'findings'>
  & Partial<Omit<RecordCard, 'label'>> & { label: string | null; distance?: number }
