/** Front door: what the server is doing. */
export { JobsPanel } from './JobsPanel'
