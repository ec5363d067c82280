/** Front door: the domain packs by their names. */
export { domainsQuery, useDomainName } from './queries'
