/** The frame around every page of a member: the mark, the switches, the way out, and the page itself. */
import { Link, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { MemberMenu } from '@/features/identity'
import { LanguageSwitch, Mark, SchemeSwitch } from '@/ui'
import classes from './Shell.module.css'

export function Shell({ onLeave }: { onLeave: () => unknown }) {
  const { t } = useTranslation()
  return (
    <>
      <a href="#main" className={classes.skip}>{t('app.skip')}</a>
      <header className={classes.header}>
        <div className={classes.row}>
          <Link to="/" className={classes.brand}><Mark size={24} />{t('app.name')}</Link>
          <div className={classes.tools}><LanguageSwitch /><SchemeSwitch /><MemberMenu onLeave={onLeave} /></div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}><Outlet /></main>
    </>
  )
}
