/** Front door of the server's interface. */
export { answer, api, content } from './client'
export { followJobs, type FeedState } from './events'
export type { AuditEntry, Dataset, DeliveredFile, Delivery, DeliveryContract, Demonstration, Domain, Happened, Health, Job, Me, Overview, Pack, QualityPast, Readiness, Release, ReleaseChanges, ReleaseDetail } from './types'
