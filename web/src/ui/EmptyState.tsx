/** Nothing is here: what would be, and what to do so that something is. */
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons'
import classes from './EmptyState.module.css'

interface Props {
  title: string
  icon?: IconName
  /** What to do. */
  children?: ReactNode
}

export function EmptyState({ title, icon, children }: Props) {
  return (
    <div className={classes.empty}>
      {icon && <Icon name={icon} size={22} />}
      <p className={classes.title}>{title}</p>
      {children && <div className={classes.text}>{children}</div>}
    </div>
  )
}
