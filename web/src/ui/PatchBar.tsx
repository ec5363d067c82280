/** A share of a whole as a sewn strip with a seam at each quarter; the number always stands beside it in words. */
import type { Station } from './stations'
import classes from './PatchBar.module.css'

interface Props {
  label: string
  /** The value in words, for those who do not see the strip. */
  text: string
  /** Between 0 and 1; undefined while the whole is not known. */
  value: number | undefined
  station: Station
  /** A measure (`meter`) stays; progress moves. */
  role: 'meter' | 'progressbar'
}

export function PatchBar({ label, text, value, station, role }: Props) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10
  const measured = percent === undefined ? {} : { 'aria-valuenow': percent, 'aria-valuemin': 0, 'aria-valuemax': 100 }
  return (
    <div role={role} aria-label={label} aria-valuetext={text} {...measured} data-station={station} className={classes.bar}>
      <div className={percent === undefined ? classes.unknown : classes.fill} style={{ width: `${percent ?? 30}%` }} />
    </div>
  )
}
