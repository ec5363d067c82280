/** The navigation: at the side where there is room, in a drawer elsewhere. */
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { meQuery, OrganizationSwitch } from '@/features/identity'
import { isActive, jobsQuery } from '@/features/jobs'
import { number } from '@/lib/format'
import { Icon, Mark } from '@/ui'
import classes from './Nav.module.css'
import { placesFor } from './places'

export function SideNav({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation()
  return (
    <div className={classes.side}>
      <Link to="/" className={classes.brand} onClick={onGo}><Mark size={24} />{t('app.name')}</Link>
      <OrganizationSwitch />
      <Places {...(onGo && { onGo })} />
    </div>
  )
}

function Places({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const places = placesFor(me)
  return (
    <nav aria-label={t('shell.nav')}>
      {(['work', 'organization'] as const).map((group) => (
        <ul key={group} className={classes.group}>
          {places.filter((place) => place.group === group).map(({ to, name, icon }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: to === '/' }} className={classes.place} onClick={onGo}>
                <Icon name={icon} size={17} />{t(`shell.places.${name}`)}{name === 'jobs' && <Running />}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  )
}

/** How many jobs go on now. */
export function Running() {
  const { t, i18n } = useTranslation()
  const jobs = useQuery(jobsQuery)
  const active = jobs.data?.items.filter(isActive).length ?? 0
  if (active === 0) return null
  const shown = number(active, i18n.language)
  return <span className={classes.running}><span aria-hidden="true">{shown}</span><span className="visually-hidden">{t('shell.running', { number: shown })}</span></span>
}
