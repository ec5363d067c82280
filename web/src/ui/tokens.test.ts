import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stations } from './stations'

const css = readFileSync('src/ui/tokens.css', 'utf8')
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [name, [light ?? '', dark ?? '']]))

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string, scheme: number): number {
  const [a = 0, b = 0] = [one, other].map((name) => luminance(tokens.get(name)?.[scheme] ?? ''))
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

describe.each([['light', 0], ['dark', 1]] as const)('the %s colours', (_, scheme) => {
  it.each(['ink', 'ink-soft', 'accent', 'good', 'warn', 'bad'])('let %s be read on paper', (name) => {
    expect(Math.min(contrast(name, 'ground', scheme), contrast(name, 'surface', scheme))).toBeGreaterThanOrEqual(4.5)
  })

  it('let the edge of a field be seen on paper', () => {
    expect(contrast('line', 'surface', scheme)).toBeGreaterThanOrEqual(3)
  })

  it.each(Array.from({ length: 12 }, (_, at) => `class-${at + 1}`))('let the outline of %s be seen on paper', (name) => {
    expect(Math.min(contrast(name, 'ground', scheme), contrast(name, 'surface', scheme))).toBeGreaterThanOrEqual(3)
  })

  it.each(stations)('let the patch of %s be seen on paper', (station) => {
    expect(contrast(station, 'surface', scheme)).toBeGreaterThanOrEqual(3)
  })
})

describe('the stations', () => {
  it('each have a patch rule and a colour of their own', () => {
    expect(stations.filter((station) => !css.includes(`[data-station='${station}'] { --patch: var(--${station}); }`))).toEqual([])
    expect(new Set(stations.map((station) => tokens.get(station)?.join())).size).toBe(stations.length)
  })
})
