/** Figures beside one another, each with its term; put `Stat`s into `Stats`. */
import type { ReactNode } from 'react'
import classes from './Stat.module.css'

export function Stats({ children }: { children: ReactNode }) {
  return <dl className={classes.stats}>{children}</dl>
}

export function Stat({ term, value, note }: { term: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className={classes.stat}>
      <dt>{term}</dt>
      <dd className={classes.value}>{value}</dd>
      {note && <dd className={classes.note}>{note}</dd>}
    </div>
  )
}
