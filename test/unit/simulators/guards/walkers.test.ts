/** Guards whose line does not always hold: a reader on a real broker, a phone before a real web server. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WalkerPlan } from '../../../../simulators/guards/patrol-script.ts'
import { createWalkers, type Walkers } from '../../../../simulators/guards/walkers.ts'
import { type FieldBroker, startFieldBroker } from '../field-broker.ts'
import { midnight } from '../judged-plant.ts'

const hour = 3_600_000
const site = {
  site: { id: 'demo', timezone: 'Asia/Shanghai' },
  equipment: [],
  devices: [],
  readers: [{ id: 'reader-1', password: 's3cret' }],
  checkpoints: [
    { id: 'gate', tag: '04A1B2C3D4E5F6' },
    { id: 'hall', tag: '04B1B2C3D4E5F6' }
  ],
  routes: [{ id: 'day', checkpoints: ['gate', 'hall'], windows: ['08:00-10:00'], days: [] }],
  users: [{ id: 'li', password: 's3cret' }]
}

let broker: FieldBroker
let server: Server
let walkers: Walkers
let now: number
/** What the web server answers to scans by now, and what it was told. */
let status: number
let told: { id: string; checkpoint: string }[]
let trouble: string[]

beforeEach(async () => {
  broker = await startFieldBroker({ passwords: { 'reader-1': 's3cret' } })
  status = 201
  told = []
  trouble = []
  now = midnight + 7 * hour
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => {
      const answers: Record<string, object> = {
        '/api/v1/session': { token: 't' },
        '/api/v1/patrol/guide': { checkpoints: [{ id: 'gate' }, { id: 'hall' }] }
      }
      const known = answers[request.url ?? '']
      if (!known && status === 201) told.push(JSON.parse(text))
      response.writeHead(known ? 200 : status).end(JSON.stringify(known ?? { detail: 'the scan cannot be taken' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await walkers.stop()
  await broker.stop()
  await new Promise((resolve) => server.close(resolve))
})

function hire(plan: Partial<WalkerPlan>, backfillMs = 0): Walkers {
  walkers = createWalkers({
    site,
    script: { title: '', walkers: [{ user: 'li', route: 'day', week: ['on_time'], ...plan }] },
    tags: undefined,
    guardsUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    url: broker.url,
    seed: '1',
    backfillMs,
    now: () => now,
    report: () => undefined,
    onTrouble: (message) => trouble.push(message)
  })
  return walkers
}

describe('walkers', () => {
  it('tell by a reader what its topic takes, and nothing else of themselves', async () => {
    await hire({ reader: 'reader-1' }).start()
    now += 3 * hour
    await walkers.advance()
    expect(broker.notes.map(({ topic, qos }) => `${topic} ${qos}`)).toEqual(Array(2).fill('facility/demo/patrol/reader-1/scan 1'))
    expect(broker.notes.map(({ payload }) => JSON.parse(payload))).toMatchObject([
      { tag: '04A1B2C3D4E5F6', guard: 'li', result: 'ok', id: expect.any(String), ts: expect.any(Number) },
      { tag: '04B1B2C3D4E5F6', guard: 'li', result: 'ok' }
    ])
  })

  it('tell each scan when it is due and not before', async () => {
    await hire({}).start()
    now += hour
    await walkers.advance()
    expect(told).toEqual([])
    now += hour
    await walkers.advance()
    await walkers.advance()
    expect(told.map(({ checkpoint }) => checkpoint)).toEqual(['gate', 'hall'])
  })

  it('tell what was done before they came', async () => {
    now += 24 * hour
    await hire({}, 24 * hour).start()
    expect(told).toHaveLength(2)
  })

  it('keep what the service cannot take now', async () => {
    await hire({}).start()
    now += 3 * hour
    status = 503
    await walkers.advance()
    status = 201
    await walkers.advance()
    expect(told.map(({ checkpoint }) => checkpoint)).toEqual(['gate', 'hall'])
    expect(trouble).toEqual([])
  })

  it('say so when the service refuses a scan, and go on', async () => {
    await hire({}).start()
    now += 3 * hour
    status = 400
    await walkers.advance()
    expect(trouble).toEqual(['li at gate: the scan cannot be taken', 'li at hall: the scan cannot be taken'])
  })

  it('stay at home, with a word, when they are not of the site', async () => {
    await hire({ user: 'nobody' }).start()
    expect(trouble).toEqual(['nobody walks as nobody: the site has no user "nobody"'])
  })
})
