/** Front door: who is here, and how they come in and leave. */
export { ClaimPage } from './ClaimPage'
export { LoginPage } from './LoginPage'
export { MemberMenu } from './MemberMenu'
export { OrganizationSwitch } from './OrganizationSwitch'
export { meQuery } from './queries'
