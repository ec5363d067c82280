/** What was measured at the playhead, column by column. */
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { clockText, toStream } from '../clock'
import type { SeriesRead, StreamRead } from '../types'
import { useBeat } from '../usePlayhead'
import { columnClass } from './Plot'
import { rowAt } from './rules'
import classes from './Series.module.css'

export function Readings({ series, stream }: { series: SeriesRead; stream: StreamRead }) {
  const { t, i18n } = useTranslation()
  const { time } = useBeat()
  const now = toStream(stream, time)
  const row = rowAt(series.t, now)
  const inGap = series.gaps.some(([from = 0, to = 0]) => from < now && now < to)
  return (
    <dl className={classes.readings} aria-label={t('record.series.readings')}>
      <div><dt>{t('record.series.at')}</dt><dd>{clockText(now, 1)}</dd></div>
      {series.columns.map(({ name, unit }, at) => {
        const value = row === undefined || inGap ? undefined : series.values[at]?.[row]
        return (
          <div key={name}>
            <dt><i style={{ background: `var(--${columnClass(at)})` }} />{name}</dt>
            <dd>{value === undefined || value === null ? t('record.series.none') : `${number(value, i18n.language, 3)} ${unit}`}</dd>
          </div>
        )
      })}
    </dl>
  )
}
