/** In a demonstration: how much of what was planted the stations found, in short. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Notice, Panel, Rows } from '@/ui'
import classes from './Demo.module.css'
import { truthQuery } from './queries'
import { byStation, tally } from './rules'

export function Planted() {
  const { t, i18n } = useTranslation()
  const truth = useQuery(truthQuery)
  const count = (value: number): string => number(value, i18n.language)
  const whole = tally(truth.data?.rows ?? [])
  return (
    <Panel title={t('home.demo.short')} aside={<Link to="/demo" className={classes.all}>{t('home.demo.all')}</Link>}>
      {truth.isError && <Notice error={truth.error} retry={truth.refetch} />}
      {truth.isPending && <Rows count={3} height={36} />}
      {truth.data && (
        <div className={classes.short}>
          <p>{truth.data.is_finished ? t('home.demo.sum', { planted: count(whole.planted), found: count(whole.found) }) : t('home.demo.unfinished')}</p>
          <ul>
            {byStation(truth.data.rows).map(({ station, planted, found }) => (
              <li key={station} data-station={station} className={classes.station}>
                <span>{t(`stations.${station}`)}</span><Share planted={planted} found={found} />
                <span className={classes.figure}>{t('home.demo.of', { found: count(found), planted: count(planted) })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  )
}

/** Decoration; the figures stand beside it. */
export function Share({ planted, found }: { planted: number; found: number }) {
  return <span aria-hidden="true" className={classes.bar}><span style={{ width: `${(100 * found) / Math.max(1, planted)}%` }} /></span>
}
