/** The jobs of the organisation. */
import { JobsPanel } from './JobsPanel'

export function JobsPage() {
  return <JobsPanel />
}
