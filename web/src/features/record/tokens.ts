/** The colours of tokens.css as a canvas takes them, read anew when the look changes. */
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useState } from 'react'

/** Resolve `--name` for each name, as `rgb(…)`. */
export function readTokens<Name extends string>(names: readonly Name[]): ReadonlyMap<Name, string> {
  const probe = document.createElement('i')
  document.body.append(probe)
  const found = names.map((name): [Name, string] => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color]
  })
  probe.remove()
  return new Map(found)
}

/** The names must be the same array each time. */
export function useTokens<Name extends string>(names: readonly Name[]): ReadonlyMap<Name, string> {
  const scheme = useComputedColorScheme('light')
  const [tokens, setTokens] = useState<ReadonlyMap<Name, string>>(() => readTokens(names))
  useEffect(() => {
    const frame = requestAnimationFrame(() => { setTokens(readTokens(names)) })
    return () => { cancelAnimationFrame(frame) }
  }, [scheme, names])
  return tokens
}

export const CLASS_TOKENS = [
  'class-1', 'class-2', 'class-3', 'class-4', 'class-5', 'class-6',
  'class-7', 'class-8', 'class-9', 'class-10', 'class-11', 'class-12',
] as const
