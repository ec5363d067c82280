/** Where the record came from and what happened to it, the oldest first, up to the releases. */
import { useTranslation } from 'react-i18next'
import { moment } from '@/lib/format'
import { Moment, stationOf } from '@/ui'
import { FILES } from '../rules'
import type { TrailRead } from '../types'
import classes from './Panels.module.css'

const STATIONS: Readonly<Record<string, string>> = { delivered: 'ingest', labelled: 'label', revised: 'label', changed: 'label', suggested: 'autolabel', checked: 'quality', released: 'release' }

export function Trail({ trail }: { trail: readonly TrailRead[] }) {
  const { t, i18n } = useTranslation()
  if (trail.length === 0) return <p className={classes.quiet}>{t('record.trail.none')}</p>
  return (
    <ol className={classes.trail}>
      {[...trail].sort((a, b) => a.at.localeCompare(b.at)).map(({ at, kind, text, actor }, index) => (
        <li key={index} data-station={stationOf(STATIONS[kind] ?? kind) ?? 'catalog'}>
          <p>{text}</p>
          <p className={classes.said}><Moment at={at} /> ({moment(new Date(at), i18n.language)}){actor && ` · ${actor === FILES ? t('record.layers.files') : actor}`}</p>
        </li>
      ))}
    </ol>
  )
}
