import { expect, it } from 'vitest'
import { createHealth } from '../../server/health.ts'

it.each([
  { available: true, up: true, acknowledging: true, timeseries: 'ok', database: 'ok' },
  { available: false, up: true, acknowledging: false, timeseries: 'down', database: 'down' },
  { available: false, up: false, acknowledging: false, timeseries: 'ok', database: 'down' },
  { available: true, up: false, acknowledging: false, timeseries: 'ok', database: 'down' }
])('commits go: $available, the database answers: $up → database $database, time series $timeseries', (row) => {
  const health = createHealth({ available: () => row.available, databaseUp: () => row.up })
  const { acknowledging, timeseries, database } = row
  expect(health()).toEqual({ acknowledging, components: { broker: 'ok', timeseries, database }, warnings: [] })
})
