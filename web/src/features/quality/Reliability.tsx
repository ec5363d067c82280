/** The reliability diagram: of what was predicted with a confidence, how much agrees with the labels. */
import { useTranslation } from 'react-i18next'
import { number } from '@/lib/format'
import { DataTable, Panel } from '@/ui'
import classes from './Quality.module.css'
import type { Bin } from './report'
import { calibrationError, percent, place } from './rules'

const SIDE = 200
const TICKS = [0, 0.5, 1]

export function Reliability({ bins }: { bins: readonly Bin[] }) {
  const { t, i18n } = useTranslation()
  const title = t('quality.reliability.title')
  const apart = calibrationError(bins)
  return (
    <Panel title={title} aside={apart !== undefined && <span>{t('quality.reliability.error', { value: percent(apart) })}</span>}>
      <div className={classes.box}>
        {bins.length === 0 && <p className={classes.quiet}>{t('quality.reliability.none')}</p>}
        {bins.length > 0 && (
          <>
            <p className={classes.quiet}>{t('quality.reliability.lead')}</p>
            <Diagram bins={bins} />
            <DataTable<Bin>
              label={t('quality.table', { title })} rows={bins} keyOf={({ low }) => String(low)}
              columns={[
                { id: 'confidence', title: t('quality.reliability.confidence'), numeric: true, cell: ({ confidence }) => percent(confidence) },
                { id: 'right', title: t('quality.reliability.right'), numeric: true, cell: ({ right }) => percent(right) },
                { id: 'records', title: t('quality.reliability.records'), numeric: true, cell: ({ records }) => number(records, i18n.language) },
              ]}
            />
          </>
        )}
      </div>
    </Panel>
  )
}

/** Drawn for the eye; the table below says the same. */
function Diagram({ bins }: { bins: readonly Bin[] }) {
  const { t } = useTranslation()
  const most = Math.max(1, ...bins.map(({ records }) => records))
  return (
    <svg aria-hidden="true" className={classes.diagram} viewBox={`-34 -10 ${SIDE + 48} ${SIDE + 44}`}>
      <rect width={SIDE} height={SIDE} fill="none" stroke="var(--seam)" />
      <line x1={0} y1={SIDE} x2={SIDE} y2={0} stroke="var(--line)" strokeDasharray="4 4" />
      {TICKS.map((tick) => (
        <g key={tick}>
          <text x={tick * SIDE} y={SIDE + 13} textAnchor="middle">{tick * 100}</text>
          <text x={-6} y={SIDE - tick * SIDE + 3} textAnchor="end">{tick * 100}</text>
        </g>
      ))}
      <text x={SIDE / 2} y={SIDE + 28} textAnchor="middle">{t('quality.reliability.confidence')} (%)</text>
      <text x={-26} y={SIDE / 2} textAnchor="middle" transform={`rotate(-90 -26 ${SIDE / 2})`}>{t('quality.reliability.right')} (%)</text>
      <polyline fill="none" stroke="var(--patch)" strokeWidth={1.5} points={bins.map((bin) => place(bin, SIDE)).map(({ x, y }) => `${x},${y}`).join(' ')} />
      {bins.map((bin) => {
        const { x, y } = place(bin, SIDE)
        return <circle key={bin.low} cx={x} cy={y} r={3 + 7 * Math.sqrt(bin.records / most)} fill="var(--patch-mid)" stroke="var(--patch)" strokeWidth={1.5} />
      })}
    </svg>
  )
}
