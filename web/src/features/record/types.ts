/** One record as the server tells it. */
import type { paths } from '@/api/schema'

type Ok<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Body : never

export type Pack = Ok<paths['/api/domains/{domain}']['get']>
export type RecordDetail = Ok<paths['/api/records/{record}']['get']>
export type StreamRead = RecordDetail['streams'][number]
export type LayerRead = RecordDetail['annotation_sets'][number]
export type TrailRead = RecordDetail['trail'][number]
export type FindingRead = Ok<paths['/api/records/{record}/findings']['get']>[number]
export type PlayingRead = Ok<paths['/api/records/{record}/streams/{n}/playing']['get']>
export type PeaksRead = Ok<paths['/api/records/{record}/streams/{n}/peaks']['get']>
export type StandardRead = Ok<paths['/api/records/{record}/streams/{n}/standard']['get']>
/** The client gives pairs as plain lists. */
export type SeriesRead = Omit<Ok<paths['/api/records/{record}/streams/{n}/series']['get']>, 'gaps'> & { gaps: number[][] }
