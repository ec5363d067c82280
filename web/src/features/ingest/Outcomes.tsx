/** How the files of a delivery ended, as a strip whose parts add up, and in figures. */
import { useTranslation } from 'react-i18next'
import type { Delivery } from '@/api'
import { number } from '@/lib/format'
import classes from './Ingest.module.css'
import { parts } from './rules'

export function Outcomes({ delivery }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  const found = parts(delivery)
  return (
    <>
      <div className={classes.bar} aria-hidden="true">{found.map(({ outcome, files }) => <span key={outcome} data-outcome={outcome} style={{ flexGrow: files, flexBasis: 0 }} />)}</div>
      <ul className={classes.legend}>
        {found.map(({ outcome, files }) => <li key={outcome}><span aria-hidden="true" className={classes.swatch} data-outcome={outcome} />{t(`ingest.outcome.${outcome}`)}<b>{number(files, i18n.language)}</b></li>)}
      </ul>
    </>
  )
}
