/** The first page: what we hold, what is going on, and whether the server is well. */
import { useDocumentTitle } from '@mantine/hooks'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DatasetsPanel } from '@/features/catalog'
import { meQuery } from '@/features/identity'
import { JobsPanel } from '@/features/jobs'
import { HealthPanel } from '@/features/server'
import classes from './HomePage.module.css'
import { Summary } from './Summary'

export function HomePage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  useDocumentTitle(`${t('app.home')} · ${t('app.name')}`)
  return (
    <>
      <h1 className={classes.title}>{me.organization.name}</h1>
      <Summary />
      <div className={classes.columns}>
        <div className={classes.work}><JobsPanel /></div>
        <div className={classes.sets}><DatasetsPanel /></div>
        <div className={classes.server}><HealthPanel /></div>
      </div>
    </>
  )
}
