/** The figures of `/metrics` as the health page wants them: one JSON object, no history. */
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client'
import type { SystemReport } from './contract/setup.ts'
import type { HealthReport } from './health.ts'
import { toTime } from './present.ts'

export type SystemReportOptions = {
  version: string
  /** ms. */
  startedAt: number
  registry: Registry
  health: () => HealthReport
  connections: () => SystemReport['connections']
  mqttPort: () => number | null
  passwordGenerated: () => Promise<boolean>
}

export function createSystemReport(options: SystemReportOptions): () => Promise<SystemReport> {
  return async () => {
    const metrics = new Map((await options.registry.getMetricsAsJSON()).map((metric) => [metric.name, metric]))
    const total = (name: string) => metrics.get(name)?.values[0]?.value ?? 0
    const seconds = readHistogram(metrics.get('wuxun_commit_seconds'))
    const messages = readHistogram(metrics.get('wuxun_commit_group_messages'))
    return {
      version: options.version,
      startedAt: toTime(options.startedAt),
      components: options.health().components,
      mqttPort: options.mqttPort(),
      connections: options.connections(),
      totals: {
        messages: total('wuxun_messages_total'),
        readings: total('wuxun_readings_total'),
        events: total('wuxun_events_total'),
        rejects: total('wuxun_rejects_total'),
        commitFailures: total('wuxun_commit_failures_total')
      },
      commits: {
        count: seconds.count,
        meanMs: toMs(mean(seconds)),
        p50Ms: toMs(quantile(seconds, 0.5)),
        p99Ms: toMs(quantile(seconds, 0.99)),
        messagesEach: mean(messages)
      },
      memoryBytes: process.memoryUsage.rss(),
      passwordGenerated: await options.passwordGenerated()
    }
  }
}

type Histogram = { count: number; sum: number; buckets: { upTo: number; count: number }[] }

function readHistogram(metric: MetricObjectWithValues<MetricValue<string>> | undefined): Histogram {
  const histogram: Histogram = { count: 0, sum: 0, buckets: [] }
  for (const { value, labels, ...rest } of metric?.values ?? []) {
    const name = 'metricName' in rest ? String(rest.metricName) : ''
    if (name.endsWith('_sum')) histogram.sum = value
    else if (name.endsWith('_count')) histogram.count = value
    else if (labels['le'] !== '+Inf') histogram.buckets.push({ upTo: Number(labels['le']), count: value })
  }
  return histogram
}

function mean({ count, sum }: Histogram): number | null {
  return count === 0 ? null : sum / count
}

/** The upper bound of the bucket it lies in; of the last one when it lies beyond. */
function quantile({ count, buckets }: Histogram, part: number): number | null {
  if (count === 0) return null
  return (buckets.find((bucket) => bucket.count >= count * part) ?? buckets.at(-1))?.upTo ?? null
}

function toMs(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 100_000) / 100
}
