/** The streams of a record, each in the view of its kind; what is heavy is fetched when it is wanted. */
import { lazy, Suspense, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, Icon, Rows } from '@/ui'
import type { Annotation } from './annotations'
import { PictureView } from './canvas/PictureView'
import { Pictures } from './canvas/Pictures'
import { previewUrl } from './queries'
import { videoOf } from './rules'
import type { StreamRead } from './types'
import classes from './Record.module.css'
import { useStreamWords } from './useRole'

const AudioView = lazy(async () => ({ default: (await import('./audio/AudioView')).AudioView }))
const SeriesView = lazy(async () => ({ default: (await import('./series/SeriesView')).SeriesView }))
const VideoView = lazy(async () => ({ default: (await import('./video/VideoView')).VideoView }))
const TreeView = lazy(async () => ({ default: (await import('./document/TreeView')).TreeView }))
const StandardView = lazy(async () => ({ default: (await import('./standard/StandardView')).StandardView }))
const TextView = lazy(async () => ({ default: (await import('./document/TextView')).TextView }))

/** About as high as what comes, so that nothing below it jumps. */
const HEIGHTS = { image: 500, audio: 172, series: 368, device_status: 396, text: 88 } as const

function Waiting({ stream: { modality, width, height } }: { stream: StreamRead }) {
  if (modality !== 'video') return <Rows count={1} height={HEIGHTS[modality]} />
  return <div className={classes.screen} style={{ aspectRatio: width && height ? `${width} / ${height}` : '16 / 9' }} />
}

interface Props extends Omit<ComponentProps<typeof PictureView>, 'stream' | 'instead'> {
  /** Whether one may have the full media; another organisation sees previews. */
  open: boolean
  streams: readonly StreamRead[]
  notes: readonly Annotation[]
}

export function Streams({ streams, open, ...rest }: Props) {
  if (!open) return <Previews streams={streams} {...rest} />
  const pictures = streams.filter(({ modality }) => modality === 'image')
  return (
    <div className={classes.streams}>
      {pictures.length > 1 && <Pictures pictures={pictures} record={rest.record}>{(stream) => <PictureView {...rest} stream={stream} shapes={stream === pictures[0] ? rest.shapes : []} />}</Pictures>}
      {streams.filter((stream) => pictures.length < 2 || stream.modality !== 'image').map((stream) => (
        <figure key={stream.n} className={classes.stream}>
          {streams.length > 1 && <StreamName stream={stream} />}
          <Suspense fallback={<Waiting stream={stream} />}>
            <StreamView {...rest} stream={stream} streams={streams} />
          </Suspense>
        </figure>
      ))}
    </div>
  )
}

/** What another organisation's member sees: the preview of the first stream, and of the rest that they are there. */
function Previews({ streams, ...rest }: Omit<Props, 'open'>) {
  const { t } = useTranslation()
  return (
    <div className={classes.streams}>
      <p className={classes.kept}><Icon name="lock" size={14} />{t('record.kept.about')}</p>
      {streams.map((stream, index) => (
        <figure key={stream.n} className={classes.stream}>
          {streams.length > 1 && <StreamName stream={stream} />}
          {index === 0 && stream.modality === 'image'
            ? <PictureView {...rest} stream={stream} instead={previewUrl(rest.record)} />
            : <EmptyState icon="lock" title={t('record.kept.title')}>{t('record.kept.text')}</EmptyState>}
        </figure>
      ))}
    </div>
  )
}

export function StreamName({ stream }: { stream: StreamRead }) {
  const { name, kind } = useStreamWords()(stream)
  return <figcaption className={classes.role}><strong title={stream.role}>{name}</strong> {kind} <code>{stream.path}</code></figcaption>
}

function StreamView({ stream, streams, notes, ...rest }: Omit<Props, 'open'> & { stream: StreamRead }) {
  const { record, slots, name } = rest
  switch (stream.modality) {
    case 'image':
      return <PictureView {...rest} stream={stream} />
    case 'video':
      return <VideoView record={record} stream={stream} notes={notes} slots={slots} name={name} />
    case 'audio':
      return <AudioView record={record} stream={stream} notes={notes} slots={slots} name={name} video={videoOf(streams, stream)?.n} />
    case 'series':
      return <SeriesView record={record} stream={stream} />
    case 'device_status':
      return <><TreeView record={record} stream={stream} /><StandardView record={record} n={stream.n} /></>
    case 'text':
      return <TextView record={record} stream={stream} />
  }
}
