/** What is said, stretch by stretch; each is a way to go there, and the one heard now is marked. */
import { useTranslation } from 'react-i18next'
import { clockText, toRecord, toStream } from '../clock'
import type { Slots } from '../classes'
import type { StreamRead } from '../types'
import { useBeat, usePlayhead } from '../usePlayhead'
import classes from './Audio.module.css'
import { isHeardAt, type Heard } from './rules'

interface Props {
  stream: StreamRead
  spoken: readonly Heard[]
  slots: Slots
  name: (label: string) => string
}

export function Spoken({ stream, spoken, slots, name }: Props) {
  const { t } = useTranslation()
  const head = usePlayhead()
  const { time } = useBeat()
  const now = toStream(stream, time)
  if (spoken.length === 0) return null
  return (
    <ul className={classes.spoken} aria-label={t('record.audio.spoken')}>
      {spoken.map((one) => (
        <li key={one.key} className={classes.line} data-now={isHeardAt(one, now)}>
          {one.from === undefined
            ? <span className={classes.when}>{t('record.audio.whole')}</span>
            : (
                <button type="button" className={classes.when} title={t('record.go_to', { time: clockText(one.from, 1) })} onClick={() => { head.seek(toRecord(stream, one.from ?? 0)) }}>
                  {clockText(one.from, 1)}{one.to === undefined ? '' : `–${clockText(one.to, 1)}`}
                </button>
              )}
          {one.label && <span className={classes.label}><i style={{ background: `var(--class-${slots(one.label)})` }} />{name(one.label)}</span>}
          {one.text && <p lang={/[가-힣]/.test(one.text) ? 'ko' : undefined}>{one.text}</p>}
          {one.pronunciation !== undefined && one.pronunciation !== one.text && <p className={classes.pronounced}><span>{t('record.audio.pronounced')}</span> {one.pronunciation}</p>}
        </li>
      ))}
    </ul>
  )
}
