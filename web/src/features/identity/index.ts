/** Front door: who is here, and how they come in and leave. */
export { ClaimPage } from './ClaimPage'
export { LoginPage } from './LoginPage'
export { MemberMenu, OrganizationSwitch } from './late'
export { meQuery } from './queries'
