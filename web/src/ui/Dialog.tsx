/** A window above the page: the browser keeps the focus in it, Esc and a click beside it close it. */
import { useEffect, useRef, type ReactNode } from 'react'
import classes from './Dialog.module.css'

interface Props {
  label: string
  onClose: () => void
  /** In the middle, or at an edge of the window. */
  side?: 'middle' | 'top' | 'left' | 'right'
  children: ReactNode
}

export function Dialog({ label, onClose, side = 'middle', children }: Props) {
  const frame = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const before = document.activeElement
    frame.current?.showModal()
    return () => { if (before instanceof HTMLElement) before.focus() }
  }, [])
  return (
    <dialog
      ref={frame} aria-label={label} data-side={side} className={classes.dialog}
      onCancel={(event) => { event.preventDefault(); onClose() }}
      onClick={(event) => { if (event.target === event.currentTarget) onClose() }}
    >
      <div className={classes.content}>{children}</div>
    </dialog>
  )
}
