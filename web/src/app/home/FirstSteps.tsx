/** For the first day: three ways to begin. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Command } from '@/ui'
import classes from './HomePage.module.css'

export function FirstSteps() {
  const { t } = useTranslation()
  return (
    <section className={classes.steps} aria-labelledby="first-steps">
      <h2 id="first-steps" className={classes.stepsTitle}>{t('home.first.title')}</h2>
      <div className={classes.step} data-station="catalog">
        <h3>{t('home.first.demo')}</h3><p>{t('home.first.demo_about')}</p><Command line="dure demo" />
      </div>
      <div className={classes.step} data-station="ingest">
        <h3>{t('home.first.own')}</h3><p>{t('home.first.own_about')}</p><Link to="/datasets">{t('home.first.own_go')}</Link>
      </div>
      <div className={classes.step} data-station="scenario">
        <h3>{t('home.first.domains')}</h3><p>{t('home.first.domains_about')}</p><Link to="/domains">{t('home.first.domains_go')}</Link>
      </div>
    </section>
  )
}
