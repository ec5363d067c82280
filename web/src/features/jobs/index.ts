/** Front door: what the server is doing. */
export { useFeedState } from './feed'
export { JobLine } from './JobLine'
export { JobsPanel } from './JobsPanel'
export { jobsQuery, useLiveJobs } from './queries'
export { isActive } from './rules'
export { useJob } from './useJob'
export { useJobLine, useJobName } from './useJobName'
