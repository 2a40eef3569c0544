/** Figures for Prometheus at `/metrics`: totals only, no equipment or user in a label. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Arrival } from '../gateway/reading.ts'

export type Metrics = {
  registry: Registry
  accepted(arrival: Arrival): void
  committed(groupSize: number, seconds: number): void
  commitFailed(): void
  pushFailed(): void
}

export function createMetrics(options: { connections: () => number; available: () => boolean }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] })
  /** Counted with every message as a plain number: a counter of the library costs a look-up each time. */
  const taken = { messages: 0, readings: 0, events: 0, rejects: 0 }
  const total = (name: string, help: string, count: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(count())
      }
    })
  total('wuxun_messages_total', 'MQTT messages taken in', () => taken.messages)
  total('wuxun_readings_total', 'Readings taken in', () => taken.readings)
  total('wuxun_events_total', 'Events taken in', () => taken.events)
  total('wuxun_rejects_total', 'Messages that could not be taken, in whole or in part', () => taken.rejects)
  const failures = counter('wuxun_commit_failures_total', 'Commits that failed or stalled')
  const pushFailures = counter('wuxun_push_failures_total', 'Pushes to live clients that failed')
  const seconds = new Histogram({
    name: 'wuxun_commit_seconds',
    help: 'Time from the start of a commit to its end: journal, rules, tickets',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry]
  })
  const groupSizes = new Histogram({
    name: 'wuxun_commit_group_messages',
    help: 'Messages committed together',
    buckets: [1, 10, 50, 100, 500, 1000, 2000, 4000],
    registers: [registry]
  })
  new Gauge({
    name: 'wuxun_mqtt_connections',
    help: 'MQTT clients connected to the embedded broker',
    registers: [registry],
    collect() {
      this.set(options.connections())
    }
  })
  new Gauge({
    name: 'wuxun_acknowledging',
    help: '1 while readings can be made durable',
    registers: [registry],
    collect() {
      this.set(options.available() ? 1 : 0)
    }
  })
  return {
    registry,
    accepted({ readings, events, rejects }) {
      taken.messages++
      taken.readings += readings.length
      taken.events += events.length
      taken.rejects += rejects.length
    },
    committed(groupSize, took) {
      groupSizes.observe(groupSize)
      seconds.observe(took)
    },
    commitFailed: () => failures.inc(),
    pushFailed: () => pushFailures.inc()
  }
}
