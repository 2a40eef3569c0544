import { describe, expect, it } from 'vitest'
import { judgeRound, type Round, type RoundScan } from '../../../server/patrol/round.ts'

const minute = 60_000
const round: Round = {
  id: 'r',
  route: 'night',
  date: '2026-03-01',
  from: 100 * minute,
  to: 160 * minute,
  checkpoints: ['a', 'b', 'c'],
  order: 'any',
  visits: 1,
  spacingMs: 0,
  graceMs: 10 * minute
}
const scans = (text: string): RoundScan[] =>
  text
    .split(' ')
    .filter((part) => part !== '')
    .map((part, index) => {
      const [checkpoint = '', at = '0'] = part.split('@')
      return { id: `${checkpoint}${index}`, checkpoint, ts: Number(at) * minute }
    })

describe('A round', () => {
  it.each([
    ['before its window', '', 50, 'planned', 'abc'],
    ['in its window without a scan', '', 120, 'planned', 'abc'],
    ['with its first scan', 'b@101', 102, 'in_progress', 'ac'],
    ['with all scans', 'c@103 a@110 b@120', 121, 'complete', ''],
    ['with all scans, long after', 'a@100 b@159 c@120', 9999, 'complete', ''],
    ['over, in its grace', 'a@101', 169, 'in_progress', 'bc'],
    ['over, with some', 'a@101 c@102', 170, 'partial', 'b'],
    ['over, with none', '', 170, 'missed', 'abc'],
    ['with scans outside its window', 'a@99 b@160 c@200', 300, 'missed', 'abc'],
    ['with places of another route', 'x@110 a@110', 300, 'partial', 'bc'],
    ['with one place three times', 'a@110 a@111 a@130', 300, 'partial', 'bc']
  ])('%s', (_, told, now, status, missed) => {
    expect(judgeRound(round, scans(told), now * minute)).toMatchObject({ status, missed: [...missed] })
  })

  it('takes the first of several scans of a place', () => {
    expect(judgeRound(round, scans('a@120 a@105'), 110 * minute).counted).toEqual([
      { id: 'a1', checkpoint: 'a', ts: 105 * minute }
    ])
  })
})

describe('A round in a given order', () => {
  it.each([
    ['kept', 'a@101 b@102 c@103', ''],
    ['with one out of turn', 'a@101 c@102 b@103', 'c'],
    ['put right afterwards', 'b@101 a@102 b@103 c@104', ''],
    ['with one left out', 'a@101 c@103', 'b'],
    ['backwards', 'c@101 b@102 a@103', 'bc']
  ])('%s', (_, told, missed) => {
    expect(judgeRound({ ...round, order: 'given' }, scans(told), 999 * minute).missed).toEqual([...missed])
  })
})

describe('A round of two visits at least 20 minutes apart', () => {
  it.each([
    ['seen often enough', 'a@100 a@120 b@100 b@159 c@101 c@130', ''],
    ['with visits too close', 'a@100 a@119 b@100 b@159 c@101 c@130', 'a'],
    ['with a third that makes up for it', 'a@100 a@119 a@121 b@100 b@120 c@101 c@130', ''],
    ['with one visit only', 'a@100 b@100 b@120 c@101 c@130', 'a']
  ])('%s', (_, told, missed) => {
    const often = { ...round, visits: 2, spacingMs: 20 * minute }
    expect(judgeRound(often, scans(told), 999 * minute).missed).toEqual([...missed])
  })
})
