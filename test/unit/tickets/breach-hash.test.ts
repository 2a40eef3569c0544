import { describe, expect, it } from 'vitest'
import { hashBreach, proveBreach } from '../../../server/tickets/breach-hash.ts'
import type { FrozenBreach } from '../../../server/tickets/ticket-record.ts'
import { formatBreach } from '../../../server/tickets/ticket-row.ts'

const breach: FrozenBreach = {
  points: [
    [1000, 0.4],
    [2000, 0.2]
  ],
  metric: 'outlet_pressure',
  limit: 0.25,
  value: 0.2,
  ruleVersion: 3,
  at: 2000,
  episode: 1000,
  context: { earlier: [], maintenance: null, daysSinceMaintenance: 4, parts: ['密封圈'] }
}
const sealed = { ...breach, hash: hashBreach('tk_1', breach) }

describe('a frozen breach', () => {
  it('proves to be what was frozen, as it is stored', () => {
    expect(proveBreach('tk_1', formatBreach(sealed))).toEqual({ ok: true, hash: sealed.hash })
  })

  const altered: { name: string; text: string }[] = [
    { name: 'another reading', text: formatBreach({ ...sealed, points: [[1000, 0.4]] }) },
    { name: 'another value', text: formatBreach({ ...sealed, value: 0.3 }) },
    { name: 'another limit', text: formatBreach({ ...sealed, limit: 0.1 }) },
    { name: 'another context', text: formatBreach({ ...sealed, context: { ...sealed.context, parts: [] } as never }) },
    { name: 'a key more', text: JSON.stringify({ ...sealed, more: 1 }) },
    { name: 'no JSON', text: '{' },
    { name: 'nothing', text: 'null' }
  ]
  for (const { name, text } of altered) {
    it(`does not with ${name}`, () => expect(proveBreach('tk_1', text).ok).toBe(false))
  }

  it('does not on another ticket', () => expect(proveBreach('tk_2', formatBreach(sealed)).ok).toBe(false))

  it('without a hash is not proven', () => {
    expect(proveBreach('tk_1', formatBreach(breach))).toEqual({ ok: false, hash: null })
  })
})
