/** Several still pictures of one record: the one that belongs to the moment large, all of them as a strip. */
import { useTranslation } from 'react-i18next'
import type { ReactNode } from 'react'
import { atMoment, clockText } from '../clock'
import { mediaUrl } from '../queries'
import type { StreamRead } from '../types'
import { useBeat, usePlayhead } from '../usePlayhead'
import classes from './Canvas.module.css'
import { useRole } from '../useRole'

interface Props {
  record: string
  pictures: readonly StreamRead[]
  children: (stream: StreamRead) => ReactNode
}

export function Pictures({ record, pictures, children }: Props) {
  const { t } = useTranslation()
  const nameOf = useRole()
  const head = usePlayhead()
  const { time } = useBeat()
  const now = atMoment(pictures, time)
  return (
    <div className={classes.pictures}>
      {now && children(now)}
      <ol className={classes.strip} aria-label={t('record.image.moments')}>
        {pictures.map((stream) => (
          <li key={stream.n}>
            <button type="button" aria-current={stream === now} onClick={() => { head.seek(stream.start_s) }}>
              <img src={mediaUrl(record, stream.n)} alt="" width={96} height={72} loading="lazy" />
              <span>{nameOf(stream)} · {clockText(stream.start_s, 1)}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  )
}
