/** Units that devices send, by the dimension they tell; the service knows more (gateway/units.ts) and checks. */
const families: readonly (readonly string[])[] = [
  ['Pa', 'kPa', 'MPa', 'bar', 'mbar', 'psi', 'mH2O', 'mmHg'],
  ['°C', '°F', 'K', 'Cel'],
  ['mV', 'V', 'kV'],
  ['mA', 'A', 'kA'],
  ['W', 'kW', 'MW'],
  ['Wh', 'kWh', 'kW.h', 'MWh', 'J'],
  ['Hz', 'rpm'],
  ['1', '%', '%{LEL}', '[ppm]'],
  ['L/s', 'L/min', 'L/h', 'm3/h', 'm3/s'],
  ['mL', 'L', 'm3'],
  ['mm', 'cm', 'm'],
  ['mm/s', 'm/s', 'km/h'],
  ['mm/s2', 'm/s2', '[g]'],
  ['s', 'min', 'h', 'd'],
  ['ug/m3', 'mg/m3', 'mg/L', 'g/L']
]

/** What can be told in this unit; itself left out. */
export function unitsFor(unit: string | undefined): string[] {
  if (unit === undefined) return []
  return families.find((family) => family.includes(unit))?.filter((each) => each !== unit) ?? []
}
