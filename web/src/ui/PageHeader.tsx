/** The head of a page: the way that led here, what it is called, a line about it, and what one can do. */
import { useDocumentTitle } from '@mantine/hooks'
import { Link, type LinkProps } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { announced } from '@/lib/announced'
import { called } from '@/lib/names'
import classes from './PageHeader.module.css'

export interface Crumb extends Pick<LinkProps, 'to' | 'params' | 'search'> {
  label: string
}

interface Props {
  title: string
  /** Where this page lies, the outermost first, without the page itself. */
  crumbs?: readonly Crumb[]
  /** A line below the title. */
  about?: ReactNode
  /** Small signs beside the title, such as a badge. */
  marks?: ReactNode
  /** Buttons. */
  actions?: ReactNode
}

/** The title while the real one is on its way. */
const WAITING = '…'

export function PageHeader({ title: whole, crumbs = [], about, marks, actions }: Props) {
  const { t, i18n } = useTranslation()
  const title = called(whole, i18n.language)
  useDocumentTitle(`${title} · ${t('app.name')}`)
  useEffect(() => { if (title !== WAITING) announced.set(title) }, [title])
  return (
    <header className={classes.header}>
      {crumbs.length > 0 && <Crumbs crumbs={crumbs} />}
      <div className={classes.row}>
        <div className={classes.words}>
          <h1 className={classes.title}>{title}{marks}</h1>
          {about && <div className={classes.about}>{about}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
    </header>
  )
}

function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  const { t, i18n } = useTranslation()
  return (
    <nav aria-label={t('ui.crumbs')}>
      <ol className={classes.crumbs}>
        {crumbs.map(({ label, ...to }) => <li key={label}><Link {...to}>{called(label, i18n.language)}</Link></li>)}
      </ol>
    </nav>
  )
}
