/** One picture of the columns that share a unit, drawn with uPlot; the playhead stands in it as a line. */
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useTranslation } from 'react-i18next'
import { clockText, toStream } from '../clock'
import type { Window } from '../queries'
import { CLASS_TOKENS, useTokens } from '../tokens'
import type { SeriesRead, StreamRead } from '../types'
import { usePlayhead } from '../usePlayhead'
import { withGaps, type Group } from './rules'
import classes from './Series.module.css'

const TOKENS = ['ink', 'ink-soft', 'seam', 'accent', 'surface', ...CLASS_TOKENS] as const

/** Numbers of an axis, so short that they stand beside it: 1.2M. */
const short = (value: number): string => new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 }).format(value)
const AXIS = 56

interface Props {
  series: SeriesRead
  group: Group
  window: Window
  stream: StreamRead
  width: number
  height: number
  onWindow: (window: Window) => void
  onZoom: (factor: number, about: number) => void
  onSeek: (time: number) => void
}

/** Colour of a column: its place among all columns. */
export const columnClass = (at: number): (typeof CLASS_TOKENS)[number] => CLASS_TOKENS[(at * 5 + 7) % 12] ?? 'class-1'

export function Plot({ series, group, window, stream, width, height, onWindow, onZoom, onSeek }: Props) {
  const { t } = useTranslation()
  const head = usePlayhead()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const tokens = useTokens(TOKENS)
  const acts = useRef({ onWindow, onZoom, onSeek })
  useEffect(() => { acts.current = { onWindow, onZoom, onSeek } })

  useEffect(() => {
    const target = box.current
    if (target === null) return undefined
    const token = (name: (typeof TOKENS)[number]): string => tokens.get(name) ?? ''
    const axis = { stroke: token('ink-soft'), grid: { stroke: token('seam'), width: 1 }, ticks: { stroke: token('seam'), width: 1 }, font: '12px system-ui' }
    const line = document.createElement('div')
    line.className = classes.head ?? ''
    const place = (): void => {
      const made = plot.current
      const { min = 0, max = 0 } = made?.scales.x ?? {}
      const time = toStream(stream, head.beat().time)
      line.hidden = made === null || time < min || time > max
      if (made && !line.hidden) line.style.transform = `translateX(${made.valToPos(time, 'x')}px)`
    }
    const { times, columns } = withGaps(series)
    const options: uPlot.Options = {
      width, height, legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
      scales: { x: { time: false, range: [window.from_s, window.to_s] } },
      axes: [
        { ...axis, values: (_, splits) => splits.map((value) => clockText(value, window.to_s - window.from_s < 10 ? 1 : 0)), size: 34 },
        { ...axis, size: AXIS, space: 32, values: (_, splits) => splits.map(short), label: group.unit || (group.columns[0]?.name.split('.').at(-1) ?? ''), labelSize: 20, labelFont: '12px system-ui' },
      ],
      series: [{}, ...group.columns.map(({ name, at }) => ({ label: name, stroke: token(columnClass(at)), width: 1.75, points: { show: times.length < 60 } }))],
      hooks: {
        drawClear: [(made) => { shadeGaps(made, series.gaps, token('seam')) }],
        draw: [place],
        setSelect: [(made) => {
          if (made.select.width < 4) return
          acts.current.onWindow({ from_s: made.posToVal(made.select.left, 'x'), to_s: made.posToVal(made.select.left + made.select.width, 'x') })
        }],
        ready: [(made) => { made.over.append(line) }],
      },
    }
    const made = new uPlot(options, [times, ...group.columns.map(({ at }) => columns[at] ?? [])] as const, target)
    plot.current = made
    const turn = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return
      event.preventDefault()
      acts.current.onZoom(Math.exp((event.deltaY || event.deltaX) * 0.002), made.posToVal(event.offsetX, 'x'))
    }
    const click = (event: MouseEvent): void => { if (made.select.width < 4) acts.current.onSeek(made.posToVal(event.offsetX, 'x')) }
    made.over.addEventListener('wheel', turn, { passive: false })
    made.over.addEventListener('click', click)
    place()
    const leave = head.watch(place)
    return () => {
      leave()
      made.destroy()
      plot.current = null
    }
  }, [series, group, window.from_s, window.to_s, width, height, tokens, stream, head])

  return <div ref={box} className={classes.plot} style={{ height }} role="img" aria-label={t('record.series.plot', { names: group.columns.map(({ name }) => name).join(', '), unit: group.unit || '–' })} />
}

/** Grey where nothing was measured. */
function shadeGaps(made: uPlot, gaps: SeriesRead['gaps'], colour: string): void {
  const { ctx, bbox } = made
  ctx.save()
  ctx.fillStyle = colour
  ctx.globalAlpha = 0.6
  for (const [from = 0, to = 0] of gaps) {
    const left = Math.max(bbox.left, made.valToPos(from, 'x', true))
    const right = Math.min(bbox.left + bbox.width, made.valToPos(to, 'x', true))
    if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height)
  }
  ctx.restore()
}
