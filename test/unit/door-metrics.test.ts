import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import type { GatewayFigures } from '../../gateway/figures.ts'
import { addDoorMetrics } from '../../server/door-metrics.ts'

it('the figures of the doors stand in /metrics as they are at the scrape', async () => {
  const registry = new Registry()
  let figures: GatewayFigures = {
    connections: 1,
    connects: 3,
    refused: { 'code 4': 2, 'too large': 1 },
    receivedBytes: 100,
    sentBytes: 50,
    heldBack: 0,
    subscriptions: 4
  }
  addDoorMetrics([registry], () => figures)
  await registry.metrics()
  figures = { ...figures, connects: 5, heldBack: 7, refused: { 'code 4': 3, 'too large': 1 } }
  const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines).toEqual([
    'wuxun_mqtt_connects_total 5',
    'wuxun_mqtt_received_bytes_total 100',
    'wuxun_mqtt_sent_bytes_total 50',
    'wuxun_mqtt_held_back_total 7',
    'wuxun_mqtt_packets_over_limit_total 1',
    'wuxun_mqtt_refused_total{reason="code 4"} 3',
    'wuxun_mqtt_refused_total{reason="too large"} 1',
    'wuxun_mqtt_subscriptions 4'
  ])
})
