/** The public holidays that ship with the program, one file a year, as the State Council announced them. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type DayKind, dateSchema } from '../contract/sla.ts'
import { SetupError } from '../errors.ts'

export type ShippedDay = { date: string; kind: DayKind; name: string; source: string }

/** `worked`: 调休, the free days that are worked for it. */
const fileSchema = z.strictObject({
  source: z.string(),
  holidays: z.array(
    z.strictObject({ name: z.string(), from: dateSchema, to: dateSchema, worked: z.array(dateSchema).default([]) })
  )
})

/** By date. @throws SetupError that names a file which does not fit */
export function loadHolidays(folder = new URL('./holidays/', import.meta.url)): ShippedDay[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => daysOf(name, readFileSync(new URL(name, folder), 'utf8')))
    .sort((one, other) => (one.date < other.date ? -1 : 1))
}

function daysOf(file: string, text: string): ShippedDay[] {
  const read = fileSchema.safeParse(parse(text))
  if (!read.success) throw new SetupError(`holidays ${file}: ${z.prettifyError(read.error)}`)
  const { source, holidays } = read.data
  return holidays.flatMap(({ name, from, to, worked }) => [
    ...datesBetween(from, to).map((date) => ({ date, kind: 'holiday' as const, name, source })),
    ...worked.map((date) => ({ date, kind: 'workday' as const, name: `${name}调休`, source }))
  ])
}

function datesBetween(from: string, to: string): string[] {
  const dates: string[] = []
  for (let day = Date.parse(from); day <= Date.parse(to); day += 86_400_000) dates.push(new Date(day).toISOString().slice(0, 10))
  return dates
}
