/** Keys as words: “mod+k” is one press, “g d” is two after each other; read by place on the keyboard, so that Hangul mode changes nothing. */

export interface Press {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const LETTER = /^Key([A-Z])$/
const NAMES: Readonly<Record<string, string>> = {
  ' ': 'space', Escape: 'esc', ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right',
}

/** The word for what was pressed; empty for a modifier alone. Shift is named only beside letters and named keys: “?” is “?”. */
export function pressed({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Press): string {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Unidentified'].includes(key)) return ''
  const letter = LETTER.exec(code)?.[1]?.toLowerCase()
  // A Latin layout says itself which letter it is (Dvorak); Hangul and others are read by place.
  const latin = /^[a-z]$/i.test(key) ? key.toLowerCase() : undefined
  const name = latin ?? letter ?? NAMES[key] ?? key.toLowerCase()
  const shift = shiftKey && (name.length > 1 || latin !== undefined || letter !== undefined)
  return [(ctrlKey || metaKey) && 'mod', altKey && 'alt', shift && 'shift', name].filter(Boolean).join('+')
}

/** How long the first key of two waits for the second. */
export const PATIENCE_MS = 1200

export interface Waiting {
  presses: string
  at: number
}

/** What has been pressed by now, the waiting first key included while it is fresh. */
export function joined(waiting: Waiting | undefined, press: string, at: number): string {
  return waiting && at - waiting.at < PATIENCE_MS ? `${waiting.presses} ${press}` : press
}

const SIGNS: Readonly<Record<string, string>> = { shift: '⇧', enter: '↵', up: '↑', down: '↓', left: '←', right: '→', esc: 'Esc', space: 'Space' }

/** What to draw for each press: “mod+k” is ⌘K on a Mac and Ctrl K elsewhere. */
export function keyNames(keys: string, mac: boolean): string[] {
  const name = (part: string): string => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl'
    if (part === 'alt') return mac ? '⌥' : 'Alt'
    return SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  }
  return keys.split(' ').flatMap((press) => (press === '+' ? ['+'] : press.split('+').map(name)))
}
