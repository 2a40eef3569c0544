/** What the doors of the gateway count, in Prometheus' terms. */
import { Counter, Gauge, type Registry } from 'prom-client'
import type { GatewayFigures } from '../gateway/figures.ts'

/** The figures are asked for at each scrape: counting costs a message nothing. */
export function addDoorMetrics(registers: Registry[], figures: () => GatewayFigures): void {
  const counter = (name: string, help: string, total: (current: GatewayFigures) => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(total(figures()))
      }
    })
  counter('wuxun_mqtt_connects_total', 'Connections that said CONNECT', ({ connects }) => connects)
  counter('wuxun_mqtt_received_bytes_total', 'Bytes received through all doors', ({ receivedBytes }) => receivedBytes)
  counter('wuxun_mqtt_sent_bytes_total', 'Bytes sent through all doors', ({ sentBytes }) => sentBytes)
  counter('wuxun_mqtt_held_back_total', 'Times that a device was too fast and had to wait', ({ heldBack }) => heldBack)
  counter(
    'wuxun_mqtt_packets_over_limit_total',
    'Packets larger than allowed, each the end of its connection',
    ({ refused }) => refused['too large'] ?? 0
  )
  new Counter({
    name: 'wuxun_mqtt_refused_total',
    help: 'Connections refused or ended by the broker, by CONNACK code or cause',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset()
      for (const [reason, count] of Object.entries(figures().refused)) this.inc({ reason }, count)
    }
  })
  new Gauge({
    name: 'wuxun_mqtt_subscriptions',
    help: 'Filters that open connections subscribe to',
    registers,
    collect() {
      this.set(figures().subscriptions)
    }
  })
}
