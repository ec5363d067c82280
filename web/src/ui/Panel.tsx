/** A titled region of a page. */
import { useId, type ReactNode } from 'react'
import classes from './Panel.module.css'

interface Props {
  title: string
  /** Small facts beside the title. */
  aside?: ReactNode
  children: ReactNode
}

export function Panel({ title, aside, children }: Props) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes.panel}>
      <header className={classes.header}>
        <h2 id={id} className={classes.title}>{title}</h2>
        <div className={classes.aside}>{aside}</div>
      </header>
      {children}
    </section>
  )
}
