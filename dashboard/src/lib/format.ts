/** Numbers, units and times as people read them. Decimals are fixed per unit, so that columns do not jump; times are the site's. */
import type { MetricInfo } from '../../../server/contract/equipment.ts'
import { booleanWord } from './boolean-words.ts'
import type { Language } from './language.ts'
import { type ClockParts, toSiteParts } from './site-zone.ts'

type Value = number | boolean | string

/** UCUM code → what is printed, and how many decimals are worth showing. */
const units: Record<string, { text: string; decimals: number }> = {
  MPa: { text: 'MPa', decimals: 3 },
  Pa: { text: 'Pa', decimals: 0 },
  Cel: { text: '℃', decimals: 1 },
  '[degF]': { text: '℉', decimals: 1 },
  '%': { text: '%', decimals: 1 },
  '1': { text: '', decimals: 0 },
  d: { text: 'd', decimals: 0 },
  h: { text: 'h', decimals: 0 },
  A: { text: 'A', decimals: 1 },
  mA: { text: 'mA', decimals: 0 },
  V: { text: 'V', decimals: 1 },
  Hz: { text: 'Hz', decimals: 1 },
  kW: { text: 'kW', decimals: 1 },
  'kW.h': { text: 'kWh', decimals: 0 },
  'mm/s': { text: 'mm/s', decimals: 2 },
  mm: { text: 'mm', decimals: 0 },
  'm/s': { text: 'm/s', decimals: 2 },
  'm/s2': { text: 'm/s²', decimals: 2 },
  'm3/h': { text: 'm³/h', decimals: 1 },
  m3: { text: 'm³', decimals: 1 },
  'mg/L': { text: 'mg/L', decimals: 2 },
  'ug/m3': { text: 'µg/m³', decimals: 0 },
  '{NTU}': { text: 'NTU', decimals: 2 },
  '[pH]': { text: 'pH', decimals: 2 },
  '[ppm]': { text: 'ppm', decimals: 0 },
  '%{LEL}': { text: '%LEL', decimals: 1 },
  'dB[mW]': { text: 'dBm', decimals: 0 },
  'dB[SPL]': { text: 'dB', decimals: 0 }
}

export function unitText(unit: string | undefined): string {
  return unit === undefined ? '' : (units[unit]?.text ?? unit)
}

export function formatNumber(value: number, unit: string | undefined): string {
  const known = unit === undefined ? undefined : units[unit]
  if (known) return value.toFixed(known.decimals)
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}

/** A power factor is a "1" that needs decimals; a floor is one that does not. */
function needsDecimals(info: MetricInfo | undefined): boolean {
  return info?.unit === '1' && info.max !== undefined && info.max <= 1
}

/** `metric` lets booleans be told in their own words. */
export function formatValue(value: Value, info: MetricInfo | undefined, language: Language, metric?: string): string {
  if (typeof value === 'number') return needsDecimals(info) ? value.toFixed(2) : formatNumber(value, info?.unit)
  if (typeof value === 'boolean') return booleanWord(value, metric, language)
  return info?.words?.[value]?.[language] ?? value
}

/** "0.35 – 0.50", "≤ 2.8", "自动": the range that colours a value. */
export function formatNormal(info: MetricInfo, language: Language, metric: string): string {
  const { normal, unit } = info
  if (!normal) return ''
  if ('is' in normal) return formatValue(normal.is, info, language, metric)
  const [min, max] = [normal.min, normal.max].map((limit) => (limit === undefined ? undefined : trimmed(limit, unit)))
  if (min !== undefined && max !== undefined) return `${min} – ${max}`
  if (max !== undefined) return `≤ ${max}`
  return min === undefined ? '' : `≥ ${min}`
}

/** A limit as it was written: without the zeros that fixed decimals add. */
export function trimmed(value: number, unit: string | undefined): string {
  const text = formatNumber(value, unit)
  return Number(text) === value ? String(Number(text)) : String(value)
}

/** "14:03:22" today, "11-22 14:03" before; always 24 h. */
export function formatTime(time: string | number, now: number): string {
  const parts = toSiteParts(new Date(time).getTime())
  const today = toSiteParts(now)
  const clock = [parts.hour, parts.minute].map(twoDigits).join(':')
  if (formatDay(parts) === formatDay(today) && parts.year === today.year) return `${clock}:${twoDigits(parts.second)}`
  return `${formatDay(parts)} ${clock}`
}

/** Full and unmistakable, for records. */
export function formatDateTime(time: string | number): string {
  const parts = toSiteParts(new Date(time).getTime())
  const clock = [parts.hour, parts.minute, parts.second].map(twoDigits).join(':')
  return `${parts.year}-${formatDay(parts)} ${clock}`
}

function formatDay({ month, day }: ClockParts): string {
  return `${twoDigits(month)}-${twoDigits(day)}`
}

export function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

const spans = {
  zh: { s: '秒', m: '分', h: '时', d: '天' },
  en: { s: 's', m: 'm', h: 'h', d: 'd' }
} as const

/** "42秒", "5分10秒", "3时20分", "2天4时": two parts at most, never negative. */
export function formatSpan(ms: number, language: Language): string {
  const unit = spans[language]
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds}${unit.s}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return join(minutes, unit.m, minutes < 10 ? seconds % 60 : 0, unit.s, language)
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return join(hours, unit.h, minutes % 60, unit.m, language)
  return join(Math.floor(hours / 24), unit.d, hours % 24, unit.h, language)
}

function join(big: number, bigUnit: string, small: number, smallUnit: string, language: Language): string {
  if (small === 0) return `${big}${bigUnit}`
  return `${big}${bigUnit}${language === 'en' ? ' ' : ''}${small}${smallUnit}`
}
