/** Keys to press, as they stand on the keyboard: “mod+k”, “g d”. */
import { Fragment } from 'react'
import { keyNames } from '@/lib/keys'
import classes from './Kbd.module.css'

export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {keyNames(keys, /Mac|iPhone|iPad/.test(navigator.userAgent)).map((press, index) => (
        <Fragment key={index}>{index > 0 && ' '}<kbd className={classes.key}>{press}</kbd></Fragment>
      ))}
    </span>
  )
}
