import { describe, expect, it } from 'vitest'
import type { MetricSpec } from '../../../gateway/catalogue.ts'
import { checkConversion, createMappingBook, type Mapping, toMetricValue } from '../../../gateway/mapping.ts'
import { convertUnit, isConvertible } from '../../../gateway/units.ts'

describe('a unit', () => {
  it.each<[value: number, from: string, to: string, result: number | undefined]>([
    [420_000, 'Pa', 'MPa', 0.42],
    [420, 'kPa', 'MPa', 0.42],
    [4.2, 'bar', 'MPa', 0.42],
    [1013.25, 'hPa', 'kPa', 101.325],
    [68, '°F', 'Cel', 20],
    [-40, '[degF]', 'Cel', -40],
    [293.15, 'K', 'Cel', 20],
    [20.6, 'C', 'Cel', 20.6],
    [230_100, 'mV', 'V', 230.1],
    [31_500, 'mA', 'A', 31.5],
    [0.03, 'A', 'mA', 30],
    [7500, 'W', 'kW', 7.5],
    [3.6e6, 'J', 'kW.h', 1],
    [1500, 'Wh', 'kW.h', 1.5],
    [10, 'L/s', 'm3/h', 36],
    [0.01, 'm3/s', 'm3/h', 36],
    [0.55, '/', '%', 55],
    [55, '%RH', '%', 55],
    [3000, '1/min', 'Hz', 50],
    [1, 'parsec', 'parsec', 1],
    [1, 'Pa', 'Cel', undefined],
    [1, 'parsec', 'm', undefined],
    [1, 'constructor', 'm', undefined]
  ])('%d %s is so many %s: %s', (value, from, to, result) => {
    expect(convertUnit(value, from, to)).toBe(result)
    expect(isConvertible(from, to)).toBe(result !== undefined)
  })
})

const pressure: MetricSpec = { type: 'number', unit: 'MPa', zh: '', en: '', min: 0, max: 2.5 }
const flag: MetricSpec = { type: 'boolean', zh: '', en: '' }
const mapping: Mapping = { source: 'TTN', device: 'd', field: 'f', equipment: 'e', metric: 'm' }

describe('a mapping', () => {
  it.each<[what: string, value: number | boolean | string, change: Partial<Mapping>, unit: string | undefined, result: unknown]>([
    ['scales, then moves, then converts', 950, { scale: 0.1, offset: 5, from_unit: 'kPa' }, undefined, { value: 0.1 }],
    ['goes by the unit the message names', 4.2, { from_unit: 'kPa' }, 'bar', { value: 0.42 }],
    ['goes by its own where that one is unknown', 420, { from_unit: 'kPa' }, 'kilopascal', { value: 0.42 }],
    ['takes no unit it does not know', 1, {}, 'kilopascal', { reason: 'values.m: kilopascal cannot be told in MPa' }],
    [
      'looks at the range after it',
      42,
      { from_unit: 'bar' },
      undefined,
      { reason: 'values.m: 4.2 is outside the physical range 0…2.5' }
    ],
    ['takes no text for a number', '4', { scale: 2 }, undefined, { reason: 'values.m: expected a number, got text' }]
  ])('%s', (_, value, change, unit, result) => {
    expect(toMetricValue({ metric: 'm', spec: pressure, value, unit }, { ...mapping, ...change })).toEqual(result)
  })

  it.each<[value: number | boolean | string, invert: boolean, result: unknown]>([
    [true, false, { value: true }],
    [true, true, { value: false }],
    [0, true, { value: true }],
    ['ON', false, { value: true }],
    ['off', true, { value: true }],
    [2, true, { reason: 'values.m: expected true, false, 0 or 1, got a number' }]
  ])('of a flag: %s, inverted %s', (value, invert, result) => {
    expect(toMetricValue({ metric: 'm', spec: flag, value }, { ...mapping, invert })).toEqual(result)
  })

  it('is found by format, by sender before format, and by any name of the device', () => {
    const book = createMappingBook([
      mapping,
      { ...mapping, source: 'lora', metric: 'own' },
      { ...mapping, device: 'D2', metric: 'two' }
    ])
    const find = (sources: string[], devices: string[]) => book.find({ sources, devices, field: 'f' })?.metric
    expect(find(['hub', 'ttn'], ['d'])).toBe('m')
    expect(find(['lora', 'ttn'], ['d'])).toBe('own')
    expect(find(['hub', 'ttn'], ['x', 'D2'])).toBe('two')
    expect(find(['hub', 'senml'], ['d'])).toBeUndefined()
    expect(book.equipmentOf({ sources: ['hub', 'ttn'], devices: ['d'] })).toEqual(['e'])
  })

  it.each<[change: Partial<Mapping>, spec: MetricSpec, fields: string[]]>([
    [{ from_unit: 'bar', scale: 2, offset: 1 }, pressure, []],
    [{ from_unit: 'Cel' }, pressure, ['from_unit']],
    [{ from_unit: 'bar', scale: 2, offset: 1 }, flag, ['from_unit', 'scale', 'offset']],
    [{ scale: 0 }, pressure, ['scale']],
    [{ invert: true }, pressure, ['invert']],
    [{ invert: true }, flag, []]
  ])('%o is checked: %s', (change, spec, fields) => {
    expect(checkConversion({ ...mapping, ...change }, spec).map(({ field }) => field)).toEqual(fields)
  })
})
