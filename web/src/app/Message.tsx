/** A page that has only something to say: no such page, or one that broke. */
import { useDocumentTitle } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Mark, Notice } from '@/ui'
import classes from './Message.module.css'

export function Missing() {
  const { t } = useTranslation()
  useDocumentTitle(`${t('app.missing.title')} · ${t('app.name')}`)
  return (
    <main className={classes.page}>
      <Mark size={40} />
      <h1>{t('app.missing.title')}</h1>
      <p>{t('app.missing.text')}</p>
      <Link to="/">{t('app.missing.home')}</Link>
    </main>
  )
}

export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation()
  useDocumentTitle(`${t('app.broken')} · ${t('app.name')}`)
  return (
    <main className={classes.page}>
      <Mark size={40} />
      <h1>{t('app.broken')}</h1>
      <Notice error={error} retry={reset} />
    </main>
  )
}
