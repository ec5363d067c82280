/** Video: the frame that is really shown is named by its presentation time, and by its number where the frames are known. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { EmptyState, Notice } from '@/ui'
import type { Annotation } from '../annotations'
import type { Slots } from '../classes'
import { clockText, frameAt, middleOfFrame, toRecord } from '../clock'
import { mediaUrl, playingQuery, proxyUrl } from '../queries'
import type { StreamRead } from '../types'
import { usePlayer, usePlayhead } from '../usePlayhead'
import { FrameSteps } from './FrameSteps'
import { Proxy } from './Proxy'
import { Tracks } from './Tracks'
import { useFrameTimes } from './useFrameTimes'
import { useShownTime } from './useShownTime'
import classes from './Video.module.css'

/** A step where the frames are not known. */
const STEP_S = 1 / 30

interface Props {
  record: string
  stream: StreamRead
  notes: readonly Annotation[]
  slots: Slots
  name: (label: string) => string
}

export function VideoView({ record, stream, notes, slots, name }: Props) {
  const { t, i18n } = useTranslation()
  const head = usePlayhead()
  const video = useRef<HTMLVideoElement>(null)
  const playing = useQuery(playingQuery(record, stream.n))
  const given = playing.data?.shown
  const url = given === 'original' ? mediaUrl(record, stream.n) : given === 'proxy' ? proxyUrl(record, stream.n) : undefined
  const starts = useFrameTimes(record, stream.n)
  const shown = useShownTime(video)
  const [failed, setFailed] = useState(false)
  usePlayer(video, stream)
  const frame = starts && frameAt(starts, shown)
  const step = useMemo(() => (by: 1 | -1): void => {
    const to = starts === undefined || frame === undefined
      ? shown + by * STEP_S
      : middleOfFrame(starts, Math.min(starts.length - 1, Math.max(0, frame + by)), stream.duration_s ?? 0)
    head.pause()
    head.seek(toRecord(stream, to))
  }, [head, starts, frame, shown, stream])
  const ratio = stream.width && stream.height ? `${stream.width} / ${stream.height}` : '16 / 9'
  return (
    <div className={classes.frame}>
      <div className={classes.screen}>
        <video
          ref={video} src={url} preload="auto" playsInline className={classes.video} style={{ aspectRatio: ratio }} aria-label={t('record.video.of', { role: stream.role })}
          onError={() => { setFailed(true) }} onLoadedData={() => { setFailed(false) }} onClick={head.toggle}
        />
        <Tracks notes={notes} stream={stream} time={shown} slots={slots} name={name} />
      </div>
      {playing.isError && <Notice error={playing.error} retry={playing.refetch} />}
      {playing.data && <Proxy record={record} stream={stream} playing={playing.data} />}
      {failed && <EmptyState title={t('record.video.failed')} icon="alert" />}
      <FrameSteps onStep={step}>
        {frame !== undefined && <strong>{t('record.video.frame_of', { frame: number(frame + 1, i18n.language), all: number(starts?.length ?? 0, i18n.language) })}</strong>}
        <span>{clockText(shown)}</span>
      </FrameSteps>
    </div>
  )
}
