import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../../server/alarms/alarm.ts'
import { clear, noHolds, raise } from '../../../server/alarms/changes-to-alarms.ts'
import { labelsOf } from '../../../server/alarms/labels.ts'
import { acknowledge } from '../../../server/alarms/people-steps.ts'
import { aHeader } from '../../support/rule-factories.ts'

const second = 1_000
const hour = 3_600_000
const rule = aHeader()

/** At so many seconds: `up`, `down`, or `seen` by somebody. */
type Move = readonly ['up' | 'down' | 'seen', number]

function live(moves: readonly Move[]): Alarm {
  let alarm: Alarm | undefined
  for (const [what, seconds] of moves) {
    const at = seconds * second
    const known = { rule, equipment: 'pump-1', episode: at }
    if (what === 'seen') {
      const seen = alarm && acknowledge(alarm, { by: 'li', now: at })
      if (!seen?.ok) throw new Error('BUG: nothing to see')
      alarm = seen.alarm
    } else if (what === 'up') {
      const change = { ...known, type: 'raised', raisedAt: at, value: 1, limit: 2 } as const
      alarm = raise(alarm, change, { id: `al_${seconds}`, now: at, holds: noHolds })?.alarm
    } else alarm = clear(alarm, { ...known, type: 'cleared', clearedAt: at }, at)?.alarm
  }
  if (!alarm) throw new Error('BUG: no alarm')
  return alarm
}

const up = (...seconds: number[]): Move[] =>
  seconds.flatMap((at): Move[] => [
    ['up', at],
    ['down', at + 12]
  ])

describe('labels', () => {
  const rows: [string, readonly Move[], string[]][] = [
    ['two raises in a minute', up(0, 20), []],
    ['three raises in a minute', up(0, 20, 40), ['chattering']],
    ['three raises in just more than a minute', up(0, 30, 60), []],
    ['chatter that has calmed down', up(0, 20, 40, 400), ['chattering']],
    [
      'chatter of which each was acknowledged and over',
      [...up(0), ['seen', 13], ...up(20), ['seen', 33], ['up', 40]],
      ['chattering']
    ],
    ['chatter before an alarm that is a new one', [...up(0, 20, 40), ['seen', 53], ['up', 400]], []],
    [
      '9 s',
      [
        ['up', 0],
        ['down', 9]
      ],
      ['fleeting']
    ],
    [
      '10 s',
      [
        ['up', 0],
        ['down', 10]
      ],
      []
    ],
    [
      '5 s, seen by somebody',
      [
        ['up', 0],
        ['seen', 1],
        ['down', 5]
      ],
      []
    ],
    ['fleeting once, then longer', [['up', 0], ['down', 9], ...up(100)], ['fleeting']],
    [
      'a day and a moment, over',
      [
        ['up', 0],
        ['down', 86_401]
      ],
      ['stale']
    ],
    [
      'a day, over',
      [
        ['up', 0],
        ['down', 86_400]
      ],
      []
    ]
  ]
  it.each(rows)('of %s', (_, moves, labels) => {
    expect(labelsOf(live(moves), hour)).toEqual(labels)
  })

  it.each([
    ['after a day', {}, 24 * hour, []],
    ['after more', {}, 24 * hour + 1, ['stale']],
    ['after more, acknowledged', { state: 'acknowledged' }, 25 * hour, ['stale']],
    ['after more, shelved', { state: 'shelved' }, 25 * hour, []],
    ['after more, suppressed', { state: 'suppressed' }, 25 * hour, []]
  ] as const)('of an alarm that stands, %s', (_, fields, now, labels) => {
    expect(labelsOf({ ...live([['up', 0]]), ...fields }, now)).toEqual(labels)
  })
})
