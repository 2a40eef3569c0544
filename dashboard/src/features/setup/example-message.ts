/** A message as the equipment could send it, and the command line that does. */
import type { MetricInfo } from '../../../../server/contract/equipment.ts'

const shownMetrics = 2

/** Up to two metrics with values inside their normal range: sent as it is, it raises no alarm. */
export function examplePayload(metrics: Readonly<Record<string, MetricInfo>>): string {
  const names = Object.keys(metrics)
  const numbers = names.filter((name) => metrics[name]?.type === 'number' && metrics[name]?.normal !== undefined)
  const others = names.filter((name) => !numbers.includes(name))
  const chosen = [...numbers, ...others].slice(0, shownMetrics)
  return JSON.stringify({ values: Object.fromEntries(chosen.map((name) => [name, exampleValue(metrics[name])])) })
}

function exampleValue(info: MetricInfo | undefined): number | boolean | string {
  const normal = info?.normal
  if (normal && 'is' in normal) return normal.is
  if (info?.type === 'boolean') return false
  if (info?.type === 'string') return Object.keys(info.words ?? {})[0] ?? 'ok'
  const { min, max } = normal ?? {}
  if (min !== undefined && max !== undefined) return Number(((min + max) / 2).toFixed(3))
  return min ?? max ?? info?.min ?? 0
}

type Login = { host: string; port: number; username: string; password: string }

/** For mosquitto_pub; QoS 1, so that it returns only when the message is stored. */
export function publishCommand({ host, port, username, password }: Login, topic: string, payload: string): string {
  return `mosquitto_pub -h ${host} -p ${port} -u '${username}' -P '${password}' -q 1 -t '${topic}' -m '${payload}'`
}
