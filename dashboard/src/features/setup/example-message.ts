/** A message as the equipment could send it, and the command line that does. */
import type { MetricInfo } from '../../../../server/contract/equipment.ts'

const shownMetrics = 2

/**
 * Up to two metrics with values inside their normal range: sent as it is, it raises no alarm.
 * What has a range with two ends, such as a pressure, tells more about an equipment than what has one;
 * and what matters most is sampled most often.
 */
export function examplePayload(metrics: Readonly<Record<string, MetricInfo>>): string {
  const rank = (name: string) => telling(metrics[name])
  const period = (name: string) => metrics[name]?.sample ?? Number.MAX_SAFE_INTEGER
  const names = Object.keys(metrics).sort((one, other) => rank(other) - rank(one) || period(one) - period(other))
  const values = names.slice(0, shownMetrics).map((name) => [name, exampleValue(metrics[name])])
  return JSON.stringify({ values: Object.fromEntries(values) })
}

function telling(info: MetricInfo | undefined): number {
  if (info?.type !== 'number' || !info.normal || 'is' in info.normal) return info?.type === 'number' ? 1 : 0
  return info.normal.min !== undefined && info.normal.max !== undefined ? 3 : 2
}

function exampleValue(info: MetricInfo | undefined): number | boolean | string {
  const normal = info?.normal
  if (normal && 'is' in normal) return normal.is
  if (info?.type === 'boolean') return false
  if (info?.type === 'string') return Object.keys(info.words ?? {})[0] ?? 'ok'
  const low = normal?.min ?? info?.min ?? 0
  const high = normal?.max ?? (normal?.min === undefined ? low : (info?.max ?? low))
  return Number(((low + high) / 2).toFixed(3))
}

type Login = { host: string; port: number; username: string; password: string }

/** For mosquitto_pub; QoS 1, so that it returns only when the message is stored. */
export function publishCommand({ host, port, username, password }: Login, topic: string, payload: string): string {
  return `mosquitto_pub -h ${host} -p ${port} -u '${username}' -P '${password}' -q 1 -t '${topic}' -m '${payload}'`
}
