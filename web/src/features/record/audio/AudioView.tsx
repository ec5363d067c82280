/** Sound: its waveform, what is said in it and when, and its spectrogram where one asks for it. */
import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isProblem } from '@/lib/problem'
import { EmptyState, Notice } from '@/ui'
import type { Annotation } from '../annotations'
import { mediaUrl, peaksQuery, playingQuery } from '../queries'
import type { Slots } from '../classes'
import type { StreamRead } from '../types'
import { usePlayer } from '../usePlayhead'
import classes from './Audio.module.css'
import { Spoken } from './Spoken'
import { spokenIn } from './rules'
import { useWaveform } from './useWaveform'
import { useRole } from '../useRole'

/** Decoding a longer sound for its spectrogram takes more memory than a page may. */
const LONGEST_S = 600

interface Props {
  record: string
  stream: StreamRead
  notes: readonly Annotation[]
  slots: Slots
  name: (label: string) => string
  /** The number of the video that the sound was split off; where that sounds by itself, this is only drawn. */
  video?: number | undefined
}

export function AudioView({ record, stream, notes, slots, name, video }: Props) {
  const { t } = useTranslation()
  const nameOf = useRole()
  const audio = useRef<HTMLAudioElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const [spectrogram, setSpectrogram] = useState(false)
  const [failed, setFailed] = useState(false)
  const peaks = useQuery(peaksQuery(record, stream.n))
  const playing = useQuery({ ...playingQuery(record, video ?? 0), enabled: video !== undefined })
  const silent = video !== undefined && (playing.data === undefined || playing.data.shown === 'original')
  const spoken = spokenIn(notes)
  const url = mediaUrl(record, stream.n)
  const long = (stream.duration_s ?? 0) > LONGEST_S
  usePlayer(audio, stream)
  // What the server could not decode, such as AAC without its extra, the browser draws by itself.
  const unmeasured = isProblem(peaks.error, 404)
  useWaveform({ box, audio, stream, url, peaks: peaks.data, unmeasured: unmeasured && !long, spectrogram, spoken, slots, name })
  return (
    <div className={classes.audio}>
      <audio ref={audio} src={url} muted={silent} preload="metadata" onError={() => { setFailed(true) }} onLoadedMetadata={() => { setFailed(false) }} />
      {failed && <EmptyState title={t('record.audio.failed')} icon="alert" />}
      {unmeasured && long && <p className={classes.undrawn}>{t('record.audio.undrawn')}</p>}
      {peaks.isError && !unmeasured && <Notice error={peaks.error} retry={peaks.refetch} />}
      <div ref={box} className={classes.wave} data-tall={spectrogram} role="img" aria-label={t('record.audio.waveform', { role: nameOf(stream) })} />
      <div className={classes.bar}>
        <Switch size="xs" checked={spectrogram} disabled={long} onChange={(event) => { setSpectrogram(event.currentTarget.checked) }} label={t('record.audio.spectrogram')} description={long ? t('record.audio.too_long') : undefined} />
      </div>
      <Spoken stream={stream} spoken={spoken} slots={slots} name={name} />
    </div>
  )
}
