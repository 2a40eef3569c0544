import type { CheckItem } from '../../../../server/contract/site.ts'

/** One check as a row of the form: `id` is missing for a new one, and what its type does not have is ignored. */
export type CheckRow = {
  id?: string
  text: string
  type: CheckItem['type']
  photo?: boolean
  options?: string[]
  bad?: string[]
  unit?: string | undefined
  min?: number | null | undefined
  max?: number | null | undefined
  /** As the form has it: an emptied field is null or missing. */
  sensor?: { equipment?: string | undefined; metric?: string | undefined; tolerance?: number | null | undefined } | undefined
}

/** Ids stay with their rows: what was answered before refers to them. New ones get the next number. */
export function toChecklist(rows: readonly CheckRow[]): CheckItem[] {
  const taken = new Set(rows.flatMap(({ id }) => (id === undefined ? [] : [id])))
  let next = 1
  return rows.map((row) => {
    while (row.id === undefined && taken.has(`c${next}`)) next += 1
    const id = row.id ?? `c${next}`
    taken.add(id)
    return toItem(row, id)
  })
}

function toItem({ text, type, photo = false, options = [], bad = [], unit, min, max, sensor }: CheckRow, id: string): CheckItem {
  const base = { id, text, photo }
  if (type === 'ok') return { ...base, type }
  if (type === 'choice') return { ...base, type, options, bad: bad.filter((each) => options.includes(each)) }
  return {
    ...base,
    type,
    ...(unit ? { unit } : {}),
    ...(typeof min === 'number' ? { min } : {}),
    ...(typeof max === 'number' ? { max } : {}),
    ...(sensor?.equipment && sensor.metric && { sensor: toSensor(sensor.equipment, sensor.metric, sensor.tolerance) })
  }
}

function toSensor(equipment: string, metric: string, tolerance: number | null | undefined) {
  return { equipment, metric, ...(typeof tolerance === 'number' ? { tolerance } : {}) }
}
