/** The settings of contract §2, read once from the environment. Nothing else reads `process.env`. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { parseDuration } from './contract/common.ts'
import { SetupError } from './errors.ts'
import { parseTimeseriesUrl, type TimeseriesTarget, timeseriesUrlShapes } from './timeseries-url.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type Config = {
  /** Port 0 = any free one. */
  readonly http: { readonly host: string; readonly port: number }
  readonly mqtt: { readonly host: string; readonly port: number }
  /** PEM files; null: everything is plain. `mqttPort` null: no MQTT over TLS. */
  readonly tls: { readonly certFile: string; readonly keyFile: string; readonly mqttPort: number | null } | null
  readonly dataDir: string
  readonly siteFile: string | null
  /** `postgres://…`; null: the embedded database in `dataDir`. May hold a password. */
  readonly databaseUrl: string | null
  /** Password of user `admin` at first start; null: generate one. */
  readonly adminPassword: string | null
  /** How long raw readings and rollups are kept. */
  readonly retention: { readonly rawMs: number; readonly rollupMs: number }
  /** An external time-series database fed from the journal; null: the journal alone. */
  readonly timeseries: TimeseriesTarget | null
  readonly logLevel: LogLevel
}

const defaultRetention = '5y'
const hostName = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?$/

const hostSchema = z
  .string()
  .refine((text) => isIP(text) !== 0 || hostName.test(text), 'expected an IP address or a host name, e.g. 0.0.0.0')
const portSchema = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'expected a port from 0 to 65535')
  .transform(Number)
const retentionSchema = z.string().transform((text, context) => {
  const retention = parseRetention(text)
  if (retention) return retention
  context.addIssue({ code: 'custom', message: 'expected a duration such as 5y, or raw=1y,rollup=5y with rollup not below raw' })
  return z.NEVER
})

const timeseriesSchema = z.string().transform((text, context) => {
  const target = parseTimeseriesUrl(text)
  if (target) return target
  // The text itself may hold a token: it is not repeated.
  context.addIssue({ code: 'custom', message: `expected ${timeseriesUrlShapes}` })
  return z.NEVER
})
const databaseUrlSchema = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text),
    'expected postgres://user:password@host:5432/database, special characters of the password percent-encoded'
  )

const settingsSchema = z.object({
  HTTP_HOST: hostSchema.default('0.0.0.0'),
  HTTP_PORT: portSchema.default(8080),
  MQTT_HOST: hostSchema.default('0.0.0.0'),
  MQTT_PORT: portSchema.default(1883),
  MQTT_TLS_PORT: portSchema.optional(),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  DATA_DIR: z.string().default('./data'),
  SITE_FILE: z.string().optional(),
  DATABASE_URL: databaseUrlSchema.optional(),
  // A log-in takes no longer one.
  ADMIN_PASSWORD: z.string().max(200, 'expected at most 200 characters').optional(),
  TIMESERIES_URL: timeseriesSchema.optional(),
  RETENTION: retentionSchema.prefault(defaultRetention),
  LOG_LEVEL: z.enum(logLevels, `expected one of ${logLevels.join(', ')}`).default('info')
})

/** Settings of the contract that this version does not deliver: refused rather than ignored. */
const notSupported = ['MQTT_URL'] as const

/** Every setting there is, for `.env.example`. */
export const settingNames: readonly string[] = [...Object.keys(settingsSchema.shape), ...notSupported]

/**
 * Reads and checks the settings. An empty variable counts as unset.
 * @throws SetupError naming every wrong variable, one fault each, joined by '; '.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(settingNames.map((name) => [name, env[name] === '' ? undefined : env[name]]))
  const faults = notSupported.filter((name) => set[name] !== undefined).map((name) => `not supported yet: ${name}`)
  const parsed = settingsSchema.safeParse(set)
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  else faults.push(...collisions(parsed.data), ...tlsFaults(parsed.data))
  if (!parsed.success || faults.length > 0) throw new SetupError(faults.join('; '))
  return toConfig(parsed.data)
}

type Settings = z.output<typeof settingsSchema>

function collisions(settings: Settings): string[] {
  const { HTTP_HOST, HTTP_PORT, MQTT_HOST, MQTT_PORT, MQTT_TLS_PORT } = settings
  const faults: string[] = []
  const compare = (name: string, port: number | undefined, other: string, taken: number, sameHost: boolean) => {
    if (port !== 0 && port === taken && sameHost) faults.push(`${name}: expected another port than ${other} (${taken})`)
  }
  compare('MQTT_PORT', MQTT_PORT, 'HTTP_PORT', HTTP_PORT, HTTP_HOST === MQTT_HOST)
  compare('MQTT_TLS_PORT', MQTT_TLS_PORT, 'HTTP_PORT', HTTP_PORT, HTTP_HOST === MQTT_HOST)
  compare('MQTT_TLS_PORT', MQTT_TLS_PORT, 'MQTT_PORT', MQTT_PORT, true)
  return faults
}

function tlsFaults({ MQTT_TLS_PORT, TLS_CERT, TLS_KEY }: Settings): string[] {
  const faults: string[] = []
  if (TLS_CERT === undefined && (TLS_KEY ?? MQTT_TLS_PORT) !== undefined)
    faults.push('TLS_CERT: expected the file of a certificate')
  if (TLS_KEY === undefined && (TLS_CERT ?? MQTT_TLS_PORT) !== undefined)
    faults.push("TLS_KEY: expected the file of the certificate's key")
  return faults
}

function toConfig(settings: Settings): Config {
  return Object.freeze({
    http: Object.freeze({ host: settings.HTTP_HOST, port: settings.HTTP_PORT }),
    mqtt: Object.freeze({ host: settings.MQTT_HOST, port: settings.MQTT_PORT }),
    tls: toTls(settings),
    dataDir: settings.DATA_DIR,
    siteFile: settings.SITE_FILE ?? null,
    databaseUrl: settings.DATABASE_URL ?? null,
    adminPassword: settings.ADMIN_PASSWORD ?? null,
    retention: Object.freeze(settings.RETENTION),
    timeseries: settings.TIMESERIES_URL ?? null,
    logLevel: settings.LOG_LEVEL
  })
}

function toTls({ MQTT_TLS_PORT, TLS_CERT, TLS_KEY }: Settings): Config['tls'] {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return null
  return Object.freeze({ certFile: TLS_CERT, keyFile: TLS_KEY, mqttPort: MQTT_TLS_PORT ?? null })
}

/** `5y` for both, or `raw=…`, `rollup=…`; what is left out is the default, but never below raw. */
function parseRetention(text: string): { rawMs: number; rollupMs: number } | undefined {
  const both = positiveDuration(text)
  if (both) return { rawMs: both, rollupMs: both }
  const parts = new Map<string, number>()
  for (const part of text.split(',')) {
    const match = /^\s*(raw|rollup)=(\S+)\s*$/.exec(part)
    const duration = positiveDuration(match?.[2] ?? '')
    if (!match?.[1] || !duration || parts.has(match[1])) return undefined
    parts.set(match[1], duration)
  }
  const fallback = positiveDuration(defaultRetention) ?? 0
  const rollup = parts.get('rollup')
  const rawMs = parts.get('raw') ?? Math.min(fallback, rollup ?? fallback)
  const rollupMs = rollup ?? Math.max(fallback, rawMs)
  return rollupMs >= rawMs ? { rawMs, rollupMs } : undefined
}

function positiveDuration(text: string): number | undefined {
  const ms = parseDuration(text)
  return ms !== undefined && ms > 0 && Number.isSafeInteger(ms) ? ms : undefined
}
