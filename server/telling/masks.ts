/** Secrets of channel settings as they are shown, and back: what is sent back as it was shown has not changed. Pure. */
import { type ChannelKind, secretSettings } from '../contract/telling.ts'

type Settings = Readonly<Record<string, unknown>>

export function masked(kind: ChannelKind, settings: Settings): Record<string, unknown> {
  return mapSecrets(kind, settings, maskOf)
}

/** The settings after a change: what was left out, or sent back masked, stays; null takes it off. */
export function merged(kind: ChannelKind, stored: Settings, change: Settings): Record<string, unknown> {
  const shown = masked(kind, stored)
  const kept = mapSecrets(kind, change, (value, field) => unmask(value, shown[field], stored[field]))
  return Object.fromEntries(Object.entries({ ...stored, ...kept }).filter(([, value]) => value !== null && value !== undefined))
}

function mapSecrets(
  kind: ChannelKind,
  settings: Settings,
  map: (value: unknown, field: string) => unknown
): Record<string, unknown> {
  const secrets: readonly string[] = secretSettings[kind]
  return Object.fromEntries(
    Object.entries(settings).map(([field, value]) => [field, secrets.includes(field) ? map(value, field) : value])
  )
}

function maskOf(value: unknown): unknown {
  if (typeof value === 'string') {
    const end = value.length >= 12 ? value.slice(-4) : ''
    return URL.canParse(value) && /^https?:/.test(value) ? `${new URL(value).origin}/***${end}` : `***${end}`
  }
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, maskOf(each)]))
  return value
}

function unmask(value: unknown, shown: unknown, stored: unknown): unknown {
  if (value === shown) return stored
  if (!isRecord(value) || !isRecord(shown) || !isRecord(stored)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unmask(each, shown[name], stored[name])]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
