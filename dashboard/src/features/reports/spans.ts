import { addDays, monthOf } from '../../lib/site-dates.ts'

/** Site dates, both included. */
export type Span = { from: string; to: string }

export const presets = ['yesterday', 'week', 'month', 'lastMonth', 'quarter', 'lastQuarter', 'year'] as const
export type Preset = (typeof presets)[number]

/** How many months into its quarter a day is. */
const monthOfQuarter = (date: string): number => (Number(date.slice(5, 7)) - 1) % 3

const spans: Record<Preset, (today: string) => Span> = {
  yesterday: (today) => ({ from: addDays(today, -1), to: addDays(today, -1) }),
  week: (today) => ({ from: addDays(today, -6), to: today }),
  month: (today) => ({ from: monthOf(today), to: today }),
  lastMonth: (today) => ({ from: monthOf(today, -1), to: addDays(monthOf(today), -1) }),
  quarter: (today) => ({ from: monthOf(today, -monthOfQuarter(today)), to: today }),
  lastQuarter: (today) => ({
    from: monthOf(today, -monthOfQuarter(today) - 3),
    to: addDays(monthOf(today, -monthOfQuarter(today)), -1)
  }),
  year: (today) => ({ from: `${today.slice(0, 4)}-01-01`, to: today })
}

export function spanOf(preset: Preset, today: string): Span {
  return spans[preset](today)
}

/** Undefined where no preset says just this. */
export function presetOf({ from, to }: Span, today: string): Preset | undefined {
  return presets.find((preset) => {
    const span = spanOf(preset, today)
    return span.from === from && span.to === to
  })
}
