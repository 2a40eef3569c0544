import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstPrev } from '../../../server/contract/patrol-chain.ts'
import { hashEntry, judgeChain, type ToldEntry } from '../../../server/patrol/chain.ts'

const anchor = 'page-1'

/** What an honest phone records: one scan a minute. */
function record(count: number): ToldEntry[] {
  const entries: ToldEntry[] = []
  let prev = firstPrev(anchor)
  for (let seq = 1; seq <= count; seq++) {
    const bare = {
      id: `scan-${seq}`,
      anchor,
      seq,
      prev,
      ts: 1_000_000 + seq * 60_000,
      mono: 500 + seq * 60_000,
      checkpoint: `cp-${seq}`,
      tag: null,
      sun: null,
      result: 'ok',
      note: null,
      answers: [],
      photos: []
    }
    const hash = hashEntry(bare)
    entries.push({ ...bare, hash })
    prev = hash
  }
  return entries
}

const change = (entries: ToldEntry[], seq: number, fields: Partial<ToldEntry>) =>
  entries.map((entry) => (entry.seq === seq ? { ...entry, ...fields } : entry))

/** As somebody would who knows how the hash is made. */
const rehashed = (entries: ToldEntry[], seq: number, fields: Partial<ToldEntry>) =>
  change(entries, seq, fields).map((entry) => (entry.seq === seq ? { ...entry, hash: hashEntry(entry) } : entry))

describe('A chain as it was recorded', () => {
  it('has no fault, in whatever order it arrives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (count, turn) => {
        const entries = record(count)
        const at = turn % count
        expect(judgeChain([...entries.slice(at), ...entries.slice(0, at)])).toEqual([])
      })
    )
  })

  it('has no fault that a removed end would leave', () => {
    expect(judgeChain(record(5).slice(0, 3))).toEqual([])
  })
})

describe('A chain of which an entry was', () => {
  it.each([
    ['edited', change(record(5), 3, { note: '都好' })],
    ['edited and hashed anew', rehashed(record(5), 3, { note: '都好' })],
    ['re-dated', change(record(5), 3, { ts: 1_000_000 })],
    ['re-dated with its clock and hashed anew', rehashed(record(5), 3, { ts: 1_180_001, mono: 180_501 })],
    ['moved to another place', rehashed(record(5), 3, { checkpoint: 'cp-9' })],
    ['given other photos', rehashed(record(5), 3, { photos: ['0'.repeat(64)] })]
  ])('%s names it', (_, entries) => {
    expect(judgeChain(entries)).toContainEqual({ id: 'scan-3', suspicion: 'edited' })
    expect(judgeChain(entries).every(({ id }) => id === 'scan-3' || id === 'scan-4')).toBe(true)
  })

  it('dropped names the one after it', () => {
    expect(judgeChain(record(5).filter(({ seq }) => seq !== 3))).toEqual([{ id: 'scan-4', suspicion: 'gap' }])
    expect(judgeChain(record(5).slice(1))).toEqual([{ id: 'scan-2', suspicion: 'gap' }])
  })

  it('dropped and the rest numbered anew names where the chain breaks', () => {
    const entries = record(5)
      .filter(({ seq }) => seq !== 3)
      .map((entry) => (entry.seq > 3 ? { ...entry, seq: entry.seq - 1 } : entry))
      .map((entry) => ({ ...entry, hash: hashEntry(entry) }))
    expect(judgeChain(entries).map(({ id }) => id)).toContain('scan-2')
  })

  it('swapped with its neighbour names both', () => {
    const entries = record(5).map((entry) => {
      const seq = entry.seq === 2 ? 3 : entry.seq === 3 ? 2 : entry.seq
      return { ...entry, seq }
    })
    const named = judgeChain(entries).map(({ id }) => id)
    expect(named).toContain('scan-2')
    expect(named).toContain('scan-3')
  })

  it('recorded after the clock was set back names it', () => {
    const entries = record(2)
    const last = entries[1] as ToldEntry
    const third = { ...last, id: 'scan-3', seq: 3, prev: last.hash ?? '', ts: last.ts - 3_600_000, mono: last.mono + 60_000 }
    expect(judgeChain([...entries, { ...third, hash: hashEntry(third) }])).toEqual([{ id: 'scan-3', suspicion: 'clock_set' }])
  })
})
