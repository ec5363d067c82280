/** Which fields of a standardised status are shown, and how their values read. Pure. */
import type { StandardRead } from '../types'
import { word } from '../rules'
import { number } from '@/lib/format'

export type Field = StandardRead['attributes'][number]
export type Side = 'attributes' | 'unmapped'

export const isEmpty = ({ value }: Pick<Field, 'value'>): boolean => value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** The vendor's name without its namespace. */
export const shortName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** The fields that say something and hold every word that is looked for. */
export function fieldsToShow(fields: readonly Field[], query: string, withEmpty: boolean): Field[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return fields.filter((field) => {
    const text = `${field.name} ${field.target ?? ''} ${field.place} ${field.reason}`.toLowerCase()
    return (withEmpty || !isEmpty(field)) && words.every((one) => text.includes(one))
  })
}

/** A value with its unit as a reader of the language writes it. */
export function amount(value: unknown, unit: unknown, language: string): string {
  const said = typeof value === 'number' ? number(value, language, 3) : Array.isArray(value) ? value.map(word).join(', ') : word(value)
  return typeof unit === 'string' && unit !== '' ? `${said}${unit === '%' ? '' : ' '}${unit}` : said
}

/** What the device itself shows, where that is something else. */
export function shownAs({ shown, value, unit }: Field, language: string): string {
  if (shown === null) return ''
  const text = amount(shown.value, shown.unit, language)
  // Vendors write C for °C; that says nothing new.
  const plain = (said: string): string => said.replaceAll(/[°℃]/g, (sign) => (sign === '℃' ? 'C' : '')).toLowerCase()
  return plain(text) === plain(amount(value, unit, language)) ? '' : text
}
