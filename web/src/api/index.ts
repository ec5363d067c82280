/** Front door of the server's interface. */
export { answer, api, content } from './client'
export { followJobs, type FeedState } from './events'
export type { AuditEntry, Dataset, Delivery, DeliveredFile, DeliveryContract, Domain, Health, Job, Me, Pack, QualityPast, Readiness, Release, ReleaseChanges, ReleaseDetail } from './types'
