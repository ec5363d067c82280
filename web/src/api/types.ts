/** The shapes that pages speak of, each taken from the answer that carries it, so that they follow the server. */
import type { paths } from './schema'

type Ok<Operation> = Operation extends {
  responses: { 200: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type AuditEntry = Ok<paths['/api/audit']['get']>[number]
export type Dataset = Ok<paths['/api/datasets']['get']>['items'][number]
export type DeliveredFile = Ok<paths['/api/deliveries/{delivery}/files']['get']>['items'][number]
export type Delivery = Ok<paths['/api/deliveries/{delivery}']['get']>
export type DeliveryContract = Ok<paths['/api/deliveries/{delivery}/contract']['get']>
export type Demonstration = Ok<paths['/api/demo/truth']['get']>
export type Domain = Ok<paths['/api/domains']['get']>[number]
export type Happened = Ok<paths['/api/activity']['get']>[number]
export type Health = Ok<paths['/api/health']['get']>
export type Job = Ok<paths['/api/jobs']['get']>['items'][number]
export type Me = Ok<paths['/api/me']['get']>
export type Overview = Ok<paths['/api/overview']['get']>
export type Pack = Ok<paths['/api/domains/{domain}']['get']>
export type QualityPast = Ok<paths['/api/datasets/{dataset}/quality/reports']['get']>[number]
export type Readiness = Ok<paths['/api/datasets/{dataset}/releases/gates']['get']>
export type Release = Ok<paths['/api/datasets/{dataset}/releases']['get']>[number]
export type ReleaseChanges = Ok<paths['/api/releases/{reference}/changes']['get']>
export type ReleaseDetail = Ok<paths['/api/releases/{reference}']['get']>
