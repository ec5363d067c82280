/** The frame of the pages before log-in: a form on the left, the patchwork of the loop on the right. */
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Jogakbo, LanguageSwitch, Mark, SchemeSwitch } from '@/ui'
import classes from './DoorPage.module.css'

export function DoorPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  useDocumentTitle(`${title} · ${t('app.name')}`)
  return (
    <div className={classes.page}>
      <div className={classes.side}>
        <header className={classes.header}>
          <p className={classes.brand}><Mark />{t('app.name')}</p>
          <div className={classes.tools}><LanguageSwitch /><SchemeSwitch /></div>
        </header>
        <main className={classes.main}>
          <p className={classes.tagline}>{t('app.tagline')}</p>
          <h1 className={classes.title}>{title}</h1>
          {children}
        </main>
      </div>
      <aside aria-label={t('app.loop')} className={classes.cloth}><Jogakbo /></aside>
    </div>
  )
}
