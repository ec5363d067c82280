/** Front door: how the server itself is. */
export { HealthPanel } from './HealthPanel'
