import { describe, expect, it } from 'vitest'
import { amount, fieldsToShow, shortName, shownAs, type Field } from './rules'

const field = (more: Partial<Field>): Field => ({
  source: '/a', name: 'smartthings:switch.switch', place: 'main', target: 'OnOff.OnOff', value: true, unit: null, shown: null, at: null, confidence: 1, reason: '켜져 있는지', reviewed: true, ...more,
})

describe('the fields of a standardised status', () => {
  it('leave out what says nothing until it is asked for', () => {
    const fields = [field({ value: null }), field({ value: '' }), field({ value: [] }), field({ value: 0 }), field({ value: false })]

    expect(fieldsToShow(fields, '', false)).toEqual(fields.slice(3))
    expect(fieldsToShow(fields, '', true)).toEqual(fields)
  })

  it('are found by every word, in the vendor’s name, the standard’s, the place and the reason', () => {
    const fields = [field({}), field({ name: 'x:humidity', target: 'RelativeHumidity.MeasuredValue', place: 'freezer', reason: '습도' })]

    expect(['onoff', 'SWITCH main', '습도 freezer', 'switch freezer'].map((query) => fieldsToShow(fields, query, false).length)).toEqual([1, 1, 1, 0])
  })

  it('read as people write values', () => {
    expect([amount(2400.5, 'W', 'ko'), amount(40, '%', 'ko'), amount(true, null, 'ko'), amount({ a: 1 }, null, 'en')]).toEqual(['2,400.5 W', '40%', 'true', '{"a":1}'])
    expect(shortName('samsung:custom.fridgeMode.fridgeMode')).toBe('custom.fridgeMode.fridgeMode')
  })

  it('tell what the device shows only where it differs', () => {
    expect([shownAs(field({ value: 3.5, unit: '°C', shown: { value: 38.3, unit: '°F' } }), 'en'), shownAs(field({ value: 5, shown: { value: 5 } }), 'en'), shownAs(field({}), 'en'), shownAs(field({ value: 16, unit: '℃', shown: { value: 16, unit: 'C' } }), 'en'), shownAs(field({ value: 'Auto', shown: { value: ['auto', 'low'] } }), 'en')]).toEqual(['38.3 °F', '', '', '', 'auto, low'])
  })
})
