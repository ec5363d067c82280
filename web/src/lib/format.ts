/** Numbers, sizes, shares, durations and moments as a reader of the language writes them. */

const UNITS = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

export function number(value: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)
}

/** A rate: one decimal where it is small, none where it is large. */
export function rate(value: number, language: string): string {
  return number(value, language, value < 10 ? 1 : 0)
}

/** A share between 0 and 1 as a percentage; only all is 100 %, and only none is 0 %. */
export function share(part: number, whole: number, language: string): string {
  const percent = whole > 0 ? (part / whole) * 100 : 0
  const shown = percent <= 0 || percent >= 100 ? percent : Math.min(99, Math.max(1, Math.round(percent)))
  return new Intl.NumberFormat(language, { style: 'percent' }).format(shown / 100)
}

/** A size in decimal units, as disks are sold and `df -H` prints. */
export function bytes(value: number, language: string): string {
  const power = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(value, 1)) / 3)))
  const scaled = value / 1000 ** power
  if (power === 0) return `${number(value, language)} B`
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: SIZES[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: scaled < 10 ? 1 : 0,
  }).format(scaled)
}

/** A stretch of time in its two largest units: “2분 30초”, “1 hr 4 min”. */
export function duration(seconds: number, language: string): string {
  let rest = Math.max(1, Math.round(seconds))
  const parts: string[] = []
  for (const { unit, seconds: size } of UNITS) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    else if (parts.length > 0) break
    rest -= count * size
    if (parts.length === 2) break
  }
  return parts.join(' ')
}

/** How long ago a moment was, in its largest unit: “3분 전”. */
export function ago(moment: Date, now: Date, language: string): string {
  const seconds = Math.round((moment.getTime() - now.getTime()) / 1000)
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const fit = UNITS.find(({ seconds: size }) => Math.abs(seconds) >= size)
  if (fit === undefined || fit.unit === 'second') return relative.format(0, 'second')
  return relative.format(Math.trunc(seconds / fit.seconds), fit.unit)
}

/** A moment to the minute, for those who want to know exactly. */
export function moment(value: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(value)
}

/** A language by its name: “ko” is “한국어” or “Korean”; what is no language stays as it is. */
export function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
