/** Small charts of a composition; each part is a link to its records. */
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { number, share } from '@/lib/format'
import classes from './Overview.module.css'
import type { Part } from './rules'

export interface Bar extends Part {
  text: string
  /** The text in full, where it is shortened. */
  title?: string
  /** The filter that shows these records; of several, any one suffices. */
  where: string | string[]
}

interface Props {
  dataset: string
  bars: readonly Bar[]
}

const SHADES = 6

/** One bar of all parts, and their names with their shares. */
export function Strip({ title, dataset, bars }: Props & { title: string }) {
  const { i18n } = useTranslation()
  const whole = bars.reduce((sum, { count }) => sum + count, 0)
  const starts = bars.map((_, n) => bars.slice(0, n).reduce((sum, { count }) => sum + count, 0))
  if (whole === 0) return null
  return (
    <div className={classes.strip}>
      <h3>{title}</h3>
      <svg width="100%" height={12} viewBox={`0 0 ${whole} 12`} preserveAspectRatio="none" aria-hidden="true">
        {bars.map(({ key, count }, n) => <rect key={key} x={starts[n] ?? 0} width={count} height={12} data-shade={n % SHADES} />)}
      </svg>
      <ul>
        {bars.slice(0, 6).map(({ key, text, count, where }, n) => (
          <li key={key}>
            <span aria-hidden="true" className={classes.swatch} data-shade={n % SHADES} />
            <Link to="/datasets/$dataset" params={{ dataset }} search={{ tab: 'records', where: [where].flat() }}>{text}</Link>
            <span className={classes.number}>{number(count, i18n.language)} · {share(count, whole, i18n.language)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A bar a part, the longest first. */
export function Bars({ dataset, bars }: Props) {
  const { i18n } = useTranslation()
  const most = Math.max(1, ...bars.map(({ count }) => count))
  return (
    <ol className={classes.bars}>
      {bars.map(({ key, text, title = text, count, where }) => (
        <li key={key}>
          <Link to="/datasets/$dataset" params={{ dataset }} search={{ tab: 'records', where: [where].flat() }} title={title}>{text}</Link>
          <svg width="100%" height={14} aria-hidden="true"><rect width={`${(count / most) * 100}%`} height={14} data-shade={0} /></svg>
          <span className={classes.number}>{number(count, i18n.language)}</span>
        </li>
      ))}
    </ol>
  )
}
