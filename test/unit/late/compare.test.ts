import { describe, expect, it } from 'vitest'
import type { KnownEpisode } from '../../../server/backtest/start-state.ts'
import { compare } from '../../../server/late/compare.ts'
import type { CourseEpisode } from '../../../server/late/course.ts'
import type { AlarmChange } from '../../../server/rules/changes.ts'
import { aHeader } from '../../support/rule-factories.ts'

/** Raised 1 after its key. `null`: it stands. */
type Pair = [episode: number, clearedAt: number | null]
type Case = {
  name: string
  record: Pair[]
  recordedLate?: number[]
  course: Pair[]
  late?: number[]
  expected: string[]
  unsaid?: number[]
}

const header = aHeader({ id: 'low' })
const known = ([episode, clearedAt]: Pair): KnownEpisode => ({ rule: 'low', episode, raisedAt: episode + 1, clearedAt })
const said = (pair: Pair): CourseEpisode => {
  const { episode, raisedAt } = known(pair)
  const raised = { type: 'raised' as const, rule: header, equipment: 'pump-1', episode, raisedAt, value: 0, limit: 1 }
  return { ...known(pair), raised, staged: null, quiet: false, header }
}

function toWords(change: AlarmChange): string {
  if (change.type === 'raised') return `raised ${change.late ? 'late ' : ''}${change.episode}`
  if (change.type === 'cleared') return `cleared ${change.episode} at ${change.clearedAt}`
  if (change.type !== 'corrected') return change.type
  const { episode, now } = change
  return `corrected ${episode} to ${now === null ? 'nothing' : `${now.episode}..${now.clearedAt ?? ''}`}`
}

const cases: Case[] = [
  {
    name: 'what is right stays',
    record: [
      [10, 20],
      [30, null]
    ],
    course: [
      [10, 20],
      [30, null]
    ],
    expected: []
  },
  {
    name: 'an end that was too early is put right',
    record: [[10, 20]],
    course: [[10, 25]],
    expected: ['corrected 10 to 10..25']
  },
  {
    name: 'a begin that was too late is put right',
    record: [[10, null]],
    course: [[5, null]],
    expected: ['corrected 10 to 5..']
  },
  { name: 'what never was is taken back', record: [[10, null]], course: [], expected: ['corrected 10 to nothing'] },
  { name: 'an alarm that had ended stands again', record: [[10, 20]], course: [[10, null]], expected: ['corrected 10 to 10..'] },
  {
    name: 'two that are one: the later one goes on, of the earlier one nothing is left',
    record: [
      [10, 20],
      [30, null]
    ],
    course: [[8, null]],
    expected: ['corrected 10 to nothing', 'corrected 30 to 8..']
  },
  {
    name: 'one that is two ends, and is raised anew',
    record: [[10, null]],
    course: [
      [10, 20],
      [30, null]
    ],
    expected: ['corrected 10 to 10..20', 'raised 30']
  },
  {
    name: 'a new one that is over was late',
    record: [],
    course: [[10, 20]],
    late: [10],
    expected: ['raised late 10', 'cleared 10 at 20']
  },
  {
    name: 'a new one of which something came in time is no late one',
    record: [],
    course: [[10, 20]],
    expected: ['raised 10', 'cleared 10 at 20']
  },
  {
    name: 'a new one before what is known is no news',
    record: [[50, 60]],
    course: [
      [10, 20],
      [50, 60]
    ],
    expected: ['raised late 10', 'cleared 10 at 20']
  },
  { name: 'a new one that stands is said', record: [], course: [[10, null]], expected: ['raised 10'] },
  {
    name: 'one that was recorded as late and stands after all is raised',
    record: [[10, 20]],
    recordedLate: [10],
    course: [[10, null]],
    expected: ['corrected 10 to nothing', 'raised 10']
  },
  {
    name: 'what stands goes on with the alarm that stands, though an older one has its key',
    record: [
      [10, 20],
      [30, null]
    ],
    course: [[10, null]],
    expected: ['corrected 10 to nothing', 'corrected 30 to 10..']
  },
  { name: 'a late one that stands waits to be said', record: [], course: [[10, null]], late: [10], expected: [], unsaid: [10] }
]

describe('record and course', () => {
  it.each(cases)('$name', ({ record, recordedLate = [], course, late = [], expected, unsaid = [] }) => {
    const result = compare({
      equipment: 'pump-1',
      record: record.map((pair) => ({ ...known(pair), late: recordedLate.includes(pair[0]) })),
      course: course.map(said),
      rules: new Map([['low', { header, tested: false, staged: false, beside: false }]]),
      isLate: ({ episode }) => late.includes(episode)
    })
    expect(result.changes.map(toWords)).toEqual(expected)
    expect(result.unsaid.map(({ episode }) => episode)).toEqual(unsaid)
  })

  it('lets what stood at the begin of the course end, whatever came after it', () => {
    const stood: CourseEpisode = { ...known([10, 20]), raised: null, staged: null, quiet: false, header }
    const result = compare({
      equipment: 'pump-1',
      record: [known([10, null])],
      course: [stood, said([30, null])],
      rules: new Map([['low', { header, tested: false, staged: false, beside: false }]]),
      isLate: () => false
    })
    expect(result.changes.map(toWords)).toEqual(['corrected 10 to 10..20', 'raised 30'])
  })
})
