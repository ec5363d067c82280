/** The two menus of the frame, fetched after the first paint; their places are held meanwhile. */
import { lazy, Suspense } from 'react'
import classes from './OrganizationSwitch.module.css'

const LateMember = lazy(async () => ({ default: (await import('./MemberMenu')).MemberMenu }))
const LateSwitch = lazy(async () => ({ default: (await import('./OrganizationSwitch')).OrganizationSwitch }))

export function MemberMenu({ onLeave }: { onLeave: () => unknown }) {
  return <Suspense fallback={<span className={classes.place} />}><LateMember onLeave={onLeave} /></Suspense>
}

export function OrganizationSwitch() {
  return <Suspense fallback={<p className={classes.one}>&nbsp;</p>}><LateSwitch /></Suspense>
}
