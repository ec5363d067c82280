/** A short word with a frame; its tone or its station gives the colour, the word gives the meaning. */
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons'
import type { Station } from './stations'
import classes from './Tag.module.css'

interface Props {
  children: ReactNode
  icon?: IconName
  station?: Station
  tone?: 'quiet' | 'good' | 'warn' | 'bad'
  title?: string
}

export function Tag({ children, icon, station, tone = 'quiet', title }: Props) {
  return (
    <span className={classes.tag} data-station={station} data-tone={station ? undefined : tone} title={title}>
      {icon && <Icon name={icon} size={13} />}{children}
    </span>
  )
}
