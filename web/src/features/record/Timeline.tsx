/** All streams on one clock, the playhead across them, and how to move it. */
import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useMemo, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from '@/lib/actions'
import { number } from '@/lib/format'
import { Kbd, useActions } from '@/ui'
import { axisMarks, clockText } from './clock'
import { edgeOf, eventful, keyedTime, lanes, type Lane } from './timeline'
import type { StreamRead } from './types'
import { useBeat, usePlayhead, usePlaying } from './usePlayhead'
import classes from './Timeline.module.css'
import { useStreamWords } from './useRole'

interface Props {
  streams: readonly StreamRead[]
  /** Whether it stays in sight while one looks at the streams. */
  stays: boolean
}

export function Timeline({ streams, stays }: Props) {
  const { t } = useTranslation()
  const head = usePlayhead()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const part = eventful(streams, head.from, head.to)
  const [whole, setWhole] = useState(false)
  const { from, to } = (!whole && part) || head
  const percent = (time: number): string => `${((time - from) / Math.max(1e-9, to - from)) * 100}%`
  const seekBy = (event: PointerEvent): void => {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect()
    head.seek(from + ((event.clientX - left) / Math.max(1, wide)) * (to - from))
  }
  const marks = axisMarks(from, to, Math.max(2, Math.floor(width / 90)))
  const digits = to - from < 10 ? 1 : 0
  return (
    <section className={classes.timeline} data-stays={stays} aria-label={t('record.time.title')}>
      <Transport>
        {part && <Button size="compact-sm" variant="default" onClick={() => { setWhole(!whole) }}>{t(whole ? 'record.time.near' : 'record.time.whole')}</Button>}
      </Transport>
      <div className={classes.grid}>
        <ol className={classes.names}>{streams.map((stream) => <LaneName key={stream.n} stream={stream} />)}</ol>
        <div
          ref={ref} className={classes.lanes}
          onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); seekBy(event) }}
          onPointerMove={(event) => { if (event.buttons === 1) seekBy(event) }}
        >
          {marks.map((mark) => <i key={mark} className={classes.grid_line} style={{ left: percent(mark) }} />)}
          {lanes(streams, from, to).map((lane) => <LaneBar key={lane.stream.n} lane={lane} />)}
          <Head percent={percent} from={from} to={to} />
        </div>
        <div className={classes.axis} aria-hidden="true">
          {marks.map((mark) => <span key={mark} data-edge={edgeOf((mark - from) / Math.max(1e-9, to - from))} style={{ left: percent(mark) }}>{clockText(mark, digits)}</span>)}
        </div>
      </div>
    </section>
  )
}

function Transport({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const head = usePlayhead()
  const playing = usePlaying()
  const { time } = useBeat()
  useActions(useMemo<Action[]>(() => [{ id: 'record.play', name: t('record.time.play'), section: 'look', keys: ['space'], perform: head.toggle }], [t, head]))
  return (
    <div className={classes.transport}>
      <Button size="compact-md" miw={104} onClick={head.toggle} rightSection={<span className={classes.key}><Kbd keys="space" /></span>}>
        {playing ? t('record.time.pause') : t('record.time.play')}
      </Button>
      <output className={classes.time} aria-label={t('record.time.now')}>{clockText(time, 2)} <span>/ {clockText(head.to, 2)}</span></output>
      {children}
    </div>
  )
}

function Head({ percent, from, to }: { percent: (time: number) => string; from: number; to: number }) {
  const { t } = useTranslation()
  const head = usePlayhead()
  const { time } = useBeat()
  const press = (event: KeyboardEvent): void => {
    const next = keyedTime(event.key, event.shiftKey, time, head.from, head.to)
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    head.seek(next)
  }
  return (
    <div
      role="slider" tabIndex={0} className={classes.head} style={{ left: percent(Math.min(to, Math.max(from, time))) }} data-away={time < from || time > to} aria-label={t('record.time.playhead')}
      aria-valuemin={head.from} aria-valuemax={head.to} aria-valuenow={Math.round(time * 1000) / 1000} aria-valuetext={clockText(time, 1)} onKeyDown={press}
    />
  )
}

function LaneName({ stream }: { stream: StreamRead }) {
  const { t, i18n } = useTranslation()
  const { name, kind } = useStreamWords()(stream)
  const facts = [
    stream.drift_ppm !== 0 && t('record.time.drift', { number: number(stream.drift_ppm, i18n.language, 1) }),
    stream.offset_uncertainty_s !== null && t('record.time.unsure', { number: number(stream.offset_uncertainty_s * 1000, i18n.language, 1) }),
  ].filter((fact) => fact !== false)
  return (
    <li className={classes.name}>
      <strong title={stream.role}>{name}</strong> <span>{kind}</span>
      {facts.length > 0 && <small>{facts.join(' · ')}</small>}
    </li>
  )
}

function LaneBar({ lane: { stream, left, width, unsure, moment } }: { lane: Lane }) {
  return (
    <div className={classes.lane}>
      {unsure > 0 && <i className={classes.unsure} style={{ left: `${(left - unsure) * 100}%`, width: `${unsure * 200}%` }} />}
      <i className={moment ? classes.moment : classes.bar} data-modality={stream.modality} style={{ left: `${left * 100}%`, width: moment ? undefined : `${width * 100}%` }} />
    </div>
  )
}
