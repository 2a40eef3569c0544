import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type AuditEntry, follow, genesis, hashOf, type NewAuditEntry, whyBroken } from '../../../server/audit/entry.ts'

const entry = (action: string, detail: Record<string, unknown> = {}): NewAuditEntry & { at: number } => ({
  at: 1_700_000_000_000,
  actor: 'wang',
  action,
  object: 'tickets/tk_1',
  detail
})

function chain(...actions: string[]): AuditEntry[] {
  const entries: AuditEntry[] = []
  for (const action of actions) entries.push(follow(entries.at(-1) ?? genesis, entry(action)))
  return entries
}

describe('the hash of an entry', () => {
  it('is SHA-256 over its canonical JSON without the hash: anybody can compute it', () => {
    const [first] = chain('tickets.accept')
    const text = `{"action":"tickets.accept","actor":"wang","at":1700000000000,"detail":{},"object":"tickets/tk_1","prev":"${'0'.repeat(64)}","seq":1}`
    expect(first?.hash).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('follows from the one before', () => {
    const [first, second] = chain('a', 'b') as [AuditEntry, AuditEntry]
    expect(whyBroken(genesis, first)).toBeUndefined()
    expect(whyBroken(first, second)).toBeUndefined()
  })

  const broken: [string, (entries: [AuditEntry, AuditEntry]) => AuditEntry, string][] = [
    ['altered', ([, second]) => ({ ...second, actor: 'zhou' }), 'Entry 2 is not what was written.'],
    ['altered at a time', ([, second]) => ({ ...second, at: second.at + 1 }), 'Entry 2 is not what was written.'],
    [
      'put there instead',
      ([first, second]) => ({ ...second, prev: first.prev, hash: hashOf({ ...second, prev: first.prev }) }),
      'Entry 2 does not follow the one before it.'
    ],
    ['left out', ([, second]) => ({ ...second, seq: 3 }), 'Entry 2 is missing.']
  ]
  it.each(broken)('tells an entry that was %s', (_, change, reason) => {
    const entries = chain('a', 'b') as [AuditEntry, AuditEntry]
    expect(whyBroken(entries[0], change(entries))).toEqual({ seq: 2, reason })
  })
})
