/** Numbers over time: one picture a unit, the window fetched anew when one looks closer. */
import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { Notice, Rows } from '@/ui'
import { toRecord } from '../clock'
import { seriesQuery, type Window } from '../queries'
import type { StreamRead } from '../types'
import { usePlayhead } from '../usePlayhead'
import { Plot } from './Plot'
import { Readings } from './Readings'
import { byUnit, moveWindow, zoomWindow } from './rules'
import classes from './Series.module.css'

const POINTS = 2000
const HIGH = 220
const LOW = 120

export function SeriesView({ record, stream }: { record: string; stream: StreamRead }) {
  const { t, i18n } = useTranslation()
  const head = usePlayhead()
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [window, setWindow] = useState<Window>()
  const all = useQuery(seriesQuery(record, stream.n, undefined, POINTS))
  const near = useQuery({ ...seriesQuery(record, stream.n, window, POINTS), enabled: window !== undefined })
  const shown = window === undefined ? all.data : (near.data ?? all.data)
  const whole = { from_s: all.data?.t[0] ?? 0, to_s: all.data?.t.at(-1) ?? 0 }
  const groups = useMemo(() => byUnit(shown?.columns ?? []), [shown])
  const now = window ?? whole
  const zoom = (factor: number, about = (now.from_s + now.to_s) / 2): void => {
    const next = zoomWindow(now, factor, about, whole)
    setWindow(next.to_s - next.from_s >= whole.to_s - whole.from_s ? undefined : next)
  }
  const seek = (time: number): void => { head.seek(toRecord(stream, time)) }
  return (
    <div className={classes.series}>
      <div className={classes.bar} role="toolbar" aria-label={t('record.series.tools')}>
        <Button size="compact-sm" variant="default" aria-label={t('record.series.zoom_in')} onClick={() => { zoom(0.5) }}>+</Button>
        <Button size="compact-sm" variant="default" aria-label={t('record.series.zoom_out')} onClick={() => { zoom(2) }}>−</Button>
        <Button size="compact-sm" variant="default" aria-label={t('record.series.back')} disabled={window === undefined} onClick={() => { setWindow(moveWindow(now, -0.5, whole)) }}>‹</Button>
        <Button size="compact-sm" variant="default" aria-label={t('record.series.on')} disabled={window === undefined} onClick={() => { setWindow(moveWindow(now, 0.5, whole)) }}>›</Button>
        <Button size="compact-sm" variant="default" disabled={window === undefined} onClick={() => { setWindow(undefined) }}>{t('record.series.whole')}</Button>
        {shown && (
          <p className={classes.note}>
            {t('record.series.rows', { number: number(shown.total_rows, i18n.language) })}
            {shown.gaps.length > 0 && <> · {t('record.series.gaps', { number: number(shown.gaps.length, i18n.language) })}</>}
            {shown.thinned && <> · {t('record.series.thinned')}</>}
          </p>
        )}
      </div>
      {all.isError && <Notice error={all.error} retry={all.refetch} />}
      {window !== undefined && near.isError && <Notice error={near.error} retry={near.refetch} />}
      <div ref={ref} className={classes.plots}>
        {all.isPending && <Rows count={1} height={220} />}
        {shown && width > 0 && groups.map((group) => (
          <Plot key={`${group.unit} ${group.columns[0]?.name ?? ''}`} height={groups.length > 2 ? LOW : HIGH} series={shown} group={group} window={now} stream={stream} width={width} onWindow={setWindow} onZoom={zoom} onSeek={seek} />
        ))}
      </div>
      {shown ? <Readings series={shown} stream={stream} /> : <div className={classes.readings} style={{ minHeight: 56 }} />}
    </div>
  )
}
