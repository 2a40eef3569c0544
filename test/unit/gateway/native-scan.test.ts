import { describe, expect, it } from 'vitest'
import { decodeScan } from '../../../gateway/codecs/native-scan.ts'
import { clockStart } from '../../support/fake-clock.ts'

function idOf(body: Record<string, unknown>, reader: string): string {
  const payload = Buffer.from(JSON.stringify({ ts: clockStart, tag: '04A1B2C3D4E5F6', guard: 'li', ...body }))
  const told = decodeScan(payload, { reader, receivedAt: clockStart, timezone: 'Asia/Shanghai' })
  if ('reason' in told) throw new Error(told.reason)
  return told.scan.id
}

describe('a scan without an id', () => {
  it.each([['reader-1'], ['r'.repeat(64)]])('of reader %s has one of its own for each time and tag', (reader) => {
    const ids = [{}, { ts: clockStart + 1 }, { tag: '04A1B2C3D4E5F7' }].map((body) => idOf(body, reader))
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  })

  it('has the same one when it is sent again', () => {
    expect(idOf({}, 'reader-1')).toBe(idOf({ tag: '04a1b2c3d4e5f6' }, 'reader-1'))
  })
})
