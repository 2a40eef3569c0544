/** Units that devices use and how to come from one to another: UCUM codes, SenML's (RFC 8428 §12.1) and everyday writing. */

/** `zero` in the dimension's base unit: base = value × factor + zero. */
type Unit = { dimension: string; factor: number; zero: number }

type Row = [factor: number, ...names: string[]]
const dimensions: Record<string, Row[]> = {
  pressure: [
    [1, 'Pa'],
    [100, 'hPa', 'mbar'],
    [1e3, 'kPa'],
    [1e5, 'bar'],
    [1e6, 'MPa', 'N/mm2'],
    [6894.757293168, 'psi', '[psi]'],
    [9806.65, 'm[H2O]', 'mH2O'],
    [133.322387415, 'mm[Hg]', 'mmHg'],
    [3386.389, "[in_i'Hg]", 'inHg'],
    [101325, 'atm'],
    [98066.5, 'at', 'kgf/cm2']
  ],
  voltage: [
    [1e-3, 'mV'],
    [1, 'V'],
    [1e3, 'kV']
  ],
  current: [
    [1e-6, 'uA', 'µA'],
    [1e-3, 'mA'],
    [1, 'A'],
    [1e3, 'kA']
  ],
  power: [
    [1e-3, 'mW'],
    [1, 'W'],
    [1e3, 'kW'],
    [1e6, 'MW']
  ],
  energy: [
    [1, 'J', 'W.s'],
    [3600, 'W.h', 'Wh'],
    [3.6e6, 'kW.h', 'kWh'],
    [3.6e9, 'MW.h', 'MWh']
  ],
  frequency: [
    [1, 'Hz', '1/s'],
    [1 / 60, '1/min', 'rpm', '/min'],
    [1e3, 'kHz']
  ],
  ratio: [
    [1, '1', '/', 'count'],
    [0.01, '%', '%RH', '%EL', '%{LEL}', '%LEL', '/100'],
    [1e-3, '‰', '/1000'],
    [1e-6, '[ppm]', 'ppm']
  ],
  flow: [
    [1, 'm3/s'],
    [1 / 3600, 'm3/h', 'm³/h'],
    [1e-3, 'L/s', 'l/s'],
    [1 / 60_000, 'L/min', 'l/min'],
    [1 / 3.6e6, 'L/h', 'l/h']
  ],
  volume: [
    [1, 'm3', 'm³'],
    [1e-3, 'L', 'l'],
    [1e-6, 'mL', 'ml']
  ],
  length: [
    [1e-3, 'mm'],
    [1e-2, 'cm'],
    [1, 'm'],
    [1e3, 'km']
  ],
  speed: [
    [1e-3, 'mm/s'],
    [1, 'm/s'],
    [1 / 3.6, 'km/h']
  ],
  acceleration: [
    [1e-3, 'mm/s2'],
    [1, 'm/s2', 'm/s²'],
    [9.80665, '[g]']
  ],
  time: [
    [1e-3, 'ms'],
    [1, 's'],
    [60, 'min'],
    [3600, 'h'],
    [86_400, 'd']
  ],
  concentration: [
    [1e-9, 'ug/m3', 'µg/m³', 'μg/m³'],
    [1e-6, 'mg/m3', 'ug/L'],
    [1e-3, 'mg/L', 'mg/l', 'g/m3'],
    [1, 'g/L', 'kg/m3']
  ],
  turbidity: [[1, '{NTU}', 'NTU']],
  acidity: [[1, '[pH]', 'pH']],
  level: [[1, 'dB[mW]', 'dBm']],
  sound: [[1, 'dB[SPL]', 'dB(A)', 'dBA', 'dB']]
}

const celsius: [factor: number, zero: number, ...names: string[]][] = [
  [1, 0, 'Cel', '°C', 'C', 'degC'],
  [1, -273.15, 'K'],
  [5 / 9, -160 / 9, '[degF]', '°F', 'F', 'degF']
]

const units = new Map<string, Unit>()
for (const [dimension, rows] of Object.entries(dimensions)) {
  for (const [factor, ...names] of rows) for (const name of names) units.set(name, { dimension, factor, zero: 0 })
}
for (const [factor, zero, ...names] of celsius)
  for (const name of names) units.set(name, { dimension: 'temperature', factor, zero })

export function isUnit(name: string): boolean {
  return units.has(name)
}

/** Whether values of the one unit can be told in the other; a unit always can in itself. */
export function isConvertible(from: string, to: string): boolean {
  if (from === to) return true
  const source = units.get(from)
  return source !== undefined && source.dimension === units.get(to)?.dimension
}

/** undefined when there is no way. Rounded to 14 digits: what binary fractions add behind is no measurement. */
export function convertUnit(value: number, from: string, to: string): number | undefined {
  if (from === to) return value
  const source = units.get(from)
  const target = units.get(to)
  if (!source || !target || source.dimension !== target.dimension) return undefined
  if (source.factor === target.factor && source.zero === target.zero) return value
  return tidy((value * source.factor + source.zero - target.zero) / target.factor)
}

export function tidy(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(14)) : value
}
