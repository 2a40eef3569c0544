/** Durations as rules write them ("15s", "24h") and as people say them. */
import type { Language } from '../language.ts'

export const durationUnits = ['s', 'm', 'h', 'd'] as const
export type DurationUnit = (typeof durationUnits)[number]

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 } as const

export type Duration = { count: number; unit: DurationUnit }

/** Undefined for what is no duration. Units that are not offered are told in the next smaller one. */
export function splitDuration(text: string | undefined): Duration | undefined {
  const match = /^(\d+)(ms|s|m|h|d|w|y)$/.exec(text ?? '')
  if (!match) return undefined
  const [count, unit] = [Number(match[1]), match[2] as keyof typeof unitMs]
  if (unit === 'ms') return { count: count / 1_000, unit: 's' }
  if (unit === 'w' || unit === 'y') return { count: (count * unitMs[unit]) / unitMs.d, unit: 'd' }
  return { count, unit }
}

/** A service takes whole numbers only: half a minute is 30 seconds. */
export function joinDuration({ count, unit }: Duration): string {
  if (Number.isInteger(count)) return `${count}${unit}`
  return count * unitMs[unit] >= 1_000
    ? `${Math.round((count * unitMs[unit]) / 1_000)}s`
    : `${Math.round(count * unitMs[unit])}ms`
}

export function durationMs(text: string | undefined): number | undefined {
  const split = splitDuration(text)
  return split && split.count * unitMs[split.unit]
}

const words: Record<Language, Record<DurationUnit, string>> = {
  zh: { s: '秒', m: '分钟', h: '小时', d: '天' },
  en: { s: 's', m: 'min', h: 'h', d: 'd' }
}

export function unitWord(unit: DurationUnit, language: Language): string {
  return words[language][unit]
}

/** "15 秒", "10 min"; the text itself when it is no duration. */
export function sayDuration(text: string | undefined, language: Language): string {
  const split = splitDuration(text)
  return split ? `${split.count} ${words[language][split.unit]}` : (text ?? '')
}
