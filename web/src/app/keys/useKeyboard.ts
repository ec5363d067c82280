/** Every press of a key that is not typing, taken to the action that it means. */
import { useEffect } from 'react'
import { meant } from '@/lib/actions'
import { joined, pressed, type Waiting } from '@/lib/keys'

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=range], [type=button])')
}

export function useKeyboard(): void {
  useEffect(() => {
    let waiting: Waiting | undefined
    const onKey = (event: KeyboardEvent): void => {
      const press = pressed(event)
      // What is open above the page has its own keys; typed words are words.
      if (press === '' || event.defaultPrevented || event.isComposing || document.querySelector('dialog[open], [aria-modal="true"]')) return
      if (isTyping(event.target) && !press.startsWith('mod+')) return
      const at = event.timeStamp
      const presses = joined(waiting, press, at)
      const together = meant(presses)
      const { action, more } = together.action ?? together.more ? together : meant(press)
      waiting = more ? { presses: together.more ? presses : press, at } : undefined
      if (action === undefined) return
      event.preventDefault()
      action.perform()
    }
    document.addEventListener('keydown', onKey)
    return () => { document.removeEventListener('keydown', onKey) }
  }, [])
}
