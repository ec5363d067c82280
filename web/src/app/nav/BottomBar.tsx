/** The navigation of a narrow window: the four places of work within reach of a thumb, the rest behind “more”. */
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/identity'
import { Dialog, Icon } from '@/ui'
import classes from './Nav.module.css'
import { placesFor } from './places'
import { Running, SideNav } from './SideNav'

export function BottomBar() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const [open, setOpen] = useState(false)
  return (
    <div className={classes.bottom}>
      <nav aria-label={t('shell.nav')} className={classes.thumbs}>
        {placesFor(me).filter(({ group }) => group === 'work').map(({ to, name, icon }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === '/' }} className={classes.thumb}>
            <Icon name={icon} size={20} />{t(`shell.places.${name}`)}{name === 'jobs' && <Running />}
          </Link>
        ))}
        <button type="button" className={classes.thumb} aria-haspopup="dialog" onClick={() => { setOpen(true) }}><Icon name="menu" size={20} />{t('shell.more')}</button>
      </nav>
      {open && <Dialog label={t('shell.nav')} side="left" onClose={() => { setOpen(false) }}><SideNav onGo={() => { setOpen(false) }} /></Dialog>}
    </div>
  )
}
