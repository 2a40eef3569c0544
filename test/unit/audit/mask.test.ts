import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { toKeepable } from '../../../server/audit/mask.ts'

const rows: [string, unknown, unknown][] = [
  ['a log-in', { username: 'wang', password: 's3cret' }, { username: 'wang', password: '***' }],
  ['a change of password', { old: 'a', new: 'b' }, { old: '***', new: '***' }],
  ['a generated password', { id: 'plc-1', password: null }, { id: 'plc-1', password: null }],
  [
    'a secret inside',
    { channel: { clientSecret: 'x', accessToken: 'y', name: 'z' } },
    { channel: { clientSecret: '***', accessToken: '***', name: 'z' } }
  ],
  ['a robot', { url: 'https://open.feishu.cn/open-apis/bot/v2/hook/abc' }, { url: 'https://open.feishu.cn/***' }],
  ['a robot with a key', { hook: 'https://qyapi.weixin.qq.com/?key=abc' }, { hook: 'https://qyapi.weixin.qq.com/***' }],
  ['a broker', { source: 'mqtt://user:pass@broker:1883' }, { source: 'mqtt://broker:1883/***' }],
  ['a bare address', ['http://10.0.0.1:8080/'], ['http://10.0.0.1:8080']],
  ['what only looks like an address', { note: 'a://[' }, { note: '***' }],
  [
    'a subscription',
    { endpoint: 'https://push/x', keys: { auth: 'a', p256dh: 'b' } },
    { endpoint: 'https://push/***', keys: { auth: '***', p256dh: 'b' } }
  ],
  ['a step', { note: '已换', people: ['wang'], n: 1, ok: true }, { note: '已换', people: ['wang'], n: 1, ok: true }],
  ['nothing', undefined, undefined],
  ['a stream', Readable.from([]), undefined]
]

describe('what is kept', () => {
  it.each(rows)('of %s', (_, sent, kept) => {
    expect(toKeepable(sent)).toEqual(kept)
  })

  it('is bounded: long texts, long lists, what is nested deeply, and the whole', () => {
    expect(toKeepable({ note: 'x'.repeat(5000) })).toEqual({ note: `${'x'.repeat(200)}…` })
    expect((toKeepable(Array.from({ length: 500 }, () => 1)) as unknown[]).length).toBe(50)
    let nested: unknown = 'end'
    for (let depth = 0; depth < 50; depth++) nested = { nested }
    expect(JSON.stringify(toKeepable(nested)).length).toBeLessThan(100)
    const wide = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`field${index}`, '水'.repeat(200)]))
    expect(toKeepable(wide)).toEqual({ cut: Object.keys(wide) })
  })
})
