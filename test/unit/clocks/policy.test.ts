import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../server/clocks/calendar.ts'
import { figuresOf, policyFaults, promise, type Subject } from '../../../server/clocks/policy.ts'
import { loadPresets } from '../../../server/clocks/presets.ts'
import { type ClockName, clockNames } from '../../../server/contract/clocks.ts'
import type { Figure, Limit, OfficeHours } from '../../../server/contract/sla.ts'

const hours: OfficeHours = {
  mon: ['09:00-18:00'],
  tue: ['09:00-18:00'],
  wed: ['09:00-18:00'],
  thu: ['09:00-18:00'],
  fri: ['09:00-18:00'],
  sat: [],
  sun: []
}
const calendar = createCalendar({ timezone: 'Asia/Shanghai', hours, days: new Map() })
const presets = new Map(loadPresets().map((policy) => [policy.id, policy]))

const subject = (more: Partial<Subject>): Subject => ({
  type: 'fault',
  class: null,
  priority: 'P3',
  source: 'alarm',
  wantedBy: null,
  ...more
})

/** "5m", "30m office", "3 days", "48h wanted", "2h again 2h"; "-" for no such clock. */
function told(figure: Figure | undefined): string {
  if (!figure) return '-'
  const limit = (each: Limit) =>
    'within' in each ? `${each.within}${each.hours === 'office' ? ' office' : ''}` : `${each.workingDays} days`
  const again = figure.repeat ? ` again ${limit(figure.repeat)}` : ''
  return `${limit(figure)}${figure.by ? ' wanted' : ''}${again}`
}

/** Figure by figure as domain.md §4 has them, in the order of the clocks: dispatch respond plan arrive progress resolve review result follow_up. */
const table: [preset: string, ticket: Partial<Subject>, figures: string][] = [
  ['standard', { priority: 'P1' }, '5m, 5m, -, 30m, 2h again 2h, 12h, -, -, -'],
  ['standard', { priority: 'P2' }, '30m, 1h, -, 2h, 8h again 8h, 24h, -, -, -'],
  ['standard', { priority: 'P3' }, '30m, 2h, -, 4h, 24h again 24h, 48h, -, -, -'],
  ['standard', { priority: 'P4' }, '30m office, 24h, 3 days, 3 days, 24h again 2 days, 72h, -, -, -'],
  ['standard', { type: 'repair' }, '30m, 2h, -, 4h, 24h again 24h, 48h, -, 2 days, 24h'],
  ['standard', { type: 'repair', priority: 'P1' }, '5m, 5m, -, 30m, 2h again 2h, 12h, -, 2 days, 24h'],
  [
    'standard',
    { type: 'repair', priority: 'P4', class: 'complex' },
    '30m office, 24h, 24h, 3 days, 24h again 2 days, 7d, -, 2 days, 24h'
  ],
  ['standard', { type: 'liaison' }, '30m, 2h, -, 4h, 24h again 24h, 72h wanted, -, -, -'],
  ['standard', { type: 'review', priority: 'P2' }, '30m, 1h, -, 24h, -, 24h, 24h, -, -'],
  ['relaxed', { priority: 'P1' }, '15m, 15m, -, 1h, 8h again 8h, 24h, -, -, -'],
  ['relaxed', { priority: 'P2' }, '30m, 2h, -, 4h, 24h again 24h, 48h, -, -, -'],
  ['relaxed', { type: 'complaint', priority: 'P2' }, '30m, 24h, -, 4h, 24h again 24h, 72h, -, 3 days, 24h'],
  ['inspection', { type: 'hazard', class: 'fix_now' }, '15m, 15m, -, 30m, -, 1h, -, -, -'],
  ['inspection', { type: 'hazard', class: 'slight' }, '30m, 2h, -, 4h, 24h again 24h, 24h, -, -, -'],
  ['inspection', { type: 'hazard' }, '30m, 2h, -, 4h, 24h again 24h, 48h, -, -, -'],
  ['inspection', { type: 'hazard', class: 'serious' }, '30m, 2h, 72h, 72h, 24h again 24h, 7d wanted, -, -, -'],
  ['inspection', { type: 'hazard', class: 'fix_by_date' }, '30m, 2h, -, 48h wanted, 24h again 24h, 48h wanted, -, -, -'],
  ['inspection', { type: 'hazard', class: 'needs_coordination' }, '30m, 2h, -, 30d wanted, -, 30d wanted, 7d again 7d, -, -'],
  ['inspection', { type: 'qa' }, '30m, 24h, -, 48h, 24h again 24h, 48h, -, -, -'],
  ['complaints', { type: 'complaint', class: 'urgent' }, '30m, 1h, -, 12h, 2h again 2h, 12h, -, 3 days, 24h'],
  ['complaints', { type: 'complaint' }, '30m office, 24h, -, 48h, 24h again 24h, 48h, -, 3 days, 24h'],
  ['complaints', { type: 'complaint', class: 'complex' }, '30m office, 24h, 24h, 7d, 24h again 2 days, 7d, -, 3 days, 24h'],
  ['complaints', { type: 'complaint', class: 'suggestion' }, '30m office, 24h, -, 2w, -, 2w, -, 2w, 24h'],
  ['complaints', { type: 'complaint', source: 'online' }, '30m office, 15m, -, 48h, 24h again 24h, 48h, -, 3 days, 24h']
]

describe('shipped figures', () => {
  it.each(table)('%s %j: %s', (preset, ticket, figures) => {
    const policy = presets.get(preset)
    const found = figuresOf(policy ?? { rows: [] }, subject(ticket))
    expect(clockNames.map((clock) => told(found[clock])).join(', ')).toBe(figures)
  })

  it('each name their source', () => {
    for (const { rows } of presets.values()) {
      for (const figure of rows.flatMap(({ clocks }) => Object.values(clocks))) {
        if (figure) expect(figure.source).toMatch(/^(00\d|TSG|工程默认值)/)
      }
    }
  })
})

describe('a policy', () => {
  const figure: Figure = { within: '1h', source: 'ours' }
  const all: Partial<Record<ClockName, Figure>> = { respond: figure, arrive: figure, resolve: figure }

  it('serves when every ticket has its three clocks', () => {
    expect(policyFaults({ rows: [{ clocks: all }] })).toEqual([])
  })

  for (const [what, rows, which] of [
    [
      'of one priority',
      [{ priority: 'P1' as const, clocks: all }],
      'respond of every ticket: there is none for fault, no class, P2, alarm'
    ],
    [
      'that takes one away',
      [{ clocks: all }, { type: 'qa' as const, clocks: { resolve: null } }],
      'resolve of every ticket: there is none for qa, no class, P1, alarm'
    ],
    [
      'of one way in',
      [{ via: 'online' as const, clocks: all }],
      'respond of every ticket: there is none for fault, no class, P1, alarm'
    ]
  ] as const) {
    it(`${what} is refused, and the ticket it fails is named`, () => {
      expect(policyFaults({ rows: [...rows] })).toEqual([{ field: 'rows', message: `expected a figure for ${which}` }])
    })
  }
})

describe('a figure', () => {
  const from = Date.parse('2025-11-24T02:00:00Z')
  const iso = (ms: number) => new Date(ms).toISOString()
  const wantedBy = from + 86_400_000
  for (const [what, figure, more, due, half] of [
    ['of hours', { within: '4h' }, {}, '2025-11-24T06:00:00.000Z', '2025-11-24T04:00:00.000Z'],
    ['of office hours', { within: '10h', hours: 'office' }, {}, '2025-11-25T03:00:00.000Z', '2025-11-24T07:00:00.000Z'],
    [
      'of working days, half of them in office hours',
      { workingDays: 1 },
      {},
      '2025-11-25T10:00:00.000Z',
      '2025-11-25T01:30:00.000Z'
    ],
    ['for a wanted date', { within: '4h', by: 'wanted' }, { wantedBy }, '2025-11-25T02:00:00.000Z', '2025-11-24T14:00:00.000Z'],
    [
      'for a wanted date that nobody set',
      { within: '4h', by: 'wanted' },
      {},
      '2025-11-24T06:00:00.000Z',
      '2025-11-24T04:00:00.000Z'
    ],
    [
      'for a wanted date that is over',
      { within: '4h', by: 'wanted' },
      { wantedBy: from },
      '2025-11-24T06:00:00.000Z',
      '2025-11-24T04:00:00.000Z'
    ],
    [
      'that repeats, the second time',
      { within: '4h', repeat: { within: '2h' } },
      { again: true },
      '2025-11-24T04:00:00.000Z',
      '2025-11-24T03:00:00.000Z'
    ]
  ] as const) {
    it(`${what} is due at ${due}`, () => {
      const promised = promise({ ...figure, source: 'ours' }, from, { calendar, wantedBy: null, ...more })
      expect([iso(promised.due), iso(promised.half)]).toEqual([due, half])
    })
  }
})
