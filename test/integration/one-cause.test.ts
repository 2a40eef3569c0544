/** One cause, one ticket: what folds, what is suppressed, what a flood groups, and when it speaks after all. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RuleHeader } from '../../server/rules/changes.ts'
import { openTestDatabase } from '../support/databases.ts'
import { type DeskHouse, engineer, openDeskHouse } from '../support/desk-house.ts'

const minute = 60_000
const lost: Partial<RuleHeader> = { id: 'power_cabinet.mains_lost', title: '市电中断', metric: 'mains_present' }
const offline: Partial<RuleHeader> = { id: 'offline', severity: 'minor', suppressedBy: ['power_cabinet.mains_lost'] }
const dependants = Array.from({ length: 300 }, (_, index) => `unit-${index}`)

let house: DeskHouse
beforeEach(async () => {
  house = await openDeskHouse(openTestDatabase, {
    feeding: [
      { id: 'cabinet', feeds: ['pump', 'lift', ...dependants] },
      { id: 'pump', feeds: ['zone'] },
      { id: 'point', feeds: [], zone: 'zone' }
    ]
  })
})
afterEach(() => house.close())

/** The tickets that opened in the next `ms`: others come by because of their clocks. */
async function opened(ms: number) {
  const from = house.clock.now()
  const { tickets } = await house.advance(ms)
  return tickets.filter(({ openedAt }) => openedAt > from)
}

describe('a power loss with 300 dependants', () => {
  it('is one ticket and 300 linked records, told in one entry', async () => {
    await house.settle(house.raised('cabinet', lost))
    const cause = await house.alarm('cabinet')
    // Over a minute, in groups, as readings come.
    for (let from = 0; from < dependants.length; from += 60) {
      house.clock.advance(10_000)
      await house.settle(...dependants.slice(from, from + 60).map((id) => house.raised(id, { severity: 'major' })))
    }
    expect(await house.tickets()).toMatchObject([{ equipment: 'cabinet', occurrences: 1 }])
    const linked = (await house.alarms()).filter((alarm) => alarm.cause === cause.id)
    expect(linked).toHaveLength(300)
    expect(linked.every((alarm) => alarm.ticket === null && alarm.active)).toBe(true)
    expect(await house.alarm('cabinet')).toMatchObject({ linked: 300, cause: null })
    const told = (await house.timeline(cause.ticket)).filter(({ type }) => type === 'linked')
    expect(told).toMatchObject([{ detail: { alarm: cause.id, count: 300 } }])
    expect(told[0]?.detail['equipment']).toHaveLength(10)
  })

  it('is the same in one group, whatever comes first in it', async () => {
    const { alarms, tickets } = await house.settle(
      ...dependants.map((id) => house.raised(id, { severity: 'major' })),
      house.raised('cabinet', lost)
    )
    expect(alarms).toHaveLength(301)
    expect(tickets).toMatchObject([{ equipment: 'cabinet' }])
  })

  it('lets those speak that still stand 10 min after the power is back', async () => {
    const cause = house.raised('cabinet', lost)
    await house.settle(cause)
    const [one, two] = [house.raised('unit-1', { severity: 'major' }), house.raised('unit-2', { severity: 'major' })]
    await house.settle(one, two)
    house.clock.advance(minute)
    await house.settle(house.cleared(cause))
    await house.settle(house.cleared(two))
    expect(await opened(10 * minute - 1)).toEqual([])
    expect(await house.advance(1)).toMatchObject({ tickets: [{ equipment: 'unit-1', priority: 'P2' }] })
    expect(await house.alarm('unit-1')).toMatchObject({ cause: null, state: 'unacknowledged', releaseAt: null })
    expect(await house.alarm('unit-2')).toMatchObject({ state: 'returned', releaseAt: null })
    expect(await house.alarm('cabinet')).toMatchObject({ linked: 1 })
    expect(await house.words((await house.alarm('unit-1')).id)).toEqual([
      'raised unacknowledged',
      'linked unacknowledged',
      'released unacknowledged'
    ])
  })

  it('waits on while the power goes again', async () => {
    const cause = house.raised('cabinet', lost)
    await house.settle(cause, house.raised('unit-1', { severity: 'major' }))
    house.clock.advance(minute)
    await house.settle(house.cleared(cause))
    await house.advance(5 * minute)
    await house.settle(house.raised('cabinet', lost))
    expect(await opened(60 * minute)).toEqual([])
    expect(await house.alarm('unit-1')).toMatchObject({ cause: (await house.alarm('cabinet')).id })
  })
})

describe('folding', () => {
  it('goes to any depth, through a zone too, and to the first of them all', async () => {
    await house.settle(house.raised('cabinet', lost))
    house.clock.advance(1000)
    await house.settle(house.raised('pump'))
    house.clock.advance(1000)
    const { tickets } = await house.settle(house.raised('point', { id: 'static_low', severity: 'major' }))
    const cause = await house.alarm('cabinet')
    expect(tickets).toEqual([])
    expect(await house.alarm('pump')).toMatchObject({ cause: cause.id })
    expect(await house.alarm('point')).toMatchObject({ cause: cause.id })
  })

  it('links a consequence that came first; its ticket stays and says what was behind it', async () => {
    const { tickets } = await house.settle(house.raised('pump'))
    house.clock.advance(3000)
    await house.settle(house.raised('cabinet', lost))
    const cause = await house.alarm('cabinet')
    expect(await house.alarm('pump')).toMatchObject({ cause: cause.id, ticket: tickets[0]?.id, state: 'unacknowledged' })
    expect(await house.timeline(tickets[0]?.id ?? '')).toMatchObject([
      { type: 'opened' },
      { type: 'caused', detail: { alarm: cause.id, equipment: 'cabinet', ticket: cause.ticket } }
    ])
    expect(cause.linked).toBe(1)
  })

  const apart = [
    ['a minor alarm of what feeds it', () => house.raised('cabinet', { id: 'unbalance', severity: 'minor' }), 0],
    ['an alarm of what it feeds itself', () => house.raised('point', { id: 'static_low' }), 0],
    ['an alarm of 10 min ago and more', () => house.raised('cabinet', { id: 'voltage' }), 10 * minute + 1],
    ['an alarm without a ticket', () => house.raised('cabinet', { id: 'voltage', ticket: false }), 0]
  ] as const
  for (const [name, first, wait] of apart) {
    it(`is not for ${name}`, async () => {
      await house.settle(first())
      house.clock.advance(wait)
      expect((await house.settle(house.raised('pump'))).tickets).toMatchObject([{ equipment: 'pump' }])
    })
  }

  it('is not under an alarm that is shelved: nobody would hear of it', async () => {
    await house.settle(house.raised('cabinet', lost))
    const { id } = await house.alarm('cabinet')
    await house.desk.stepOnAlarm(id, { action: 'shelve', reason: '计划停电', until: house.clock.now() + minute }, engineer)
    expect((await house.settle(house.raised('pump'))).tickets).toMatchObject([{ equipment: 'pump' }])
  })

  const people = ['elevator.entrapment', 'elevator.alarm_button', 'fire_alarm_panel.fire_alarm']
  for (const id of people) {
    it(`links ${id}, which opens its ticket all the same`, async () => {
      await house.settle(house.raised('cabinet', lost))
      expect((await house.settle(house.raised('lift', { id }))).tickets).toContainEqual(expect.objectContaining({ rule: id }))
      expect(await house.alarm('lift')).toMatchObject({ cause: (await house.alarm('cabinet')).id })
    })
  }
})

describe('suppression by a rule', () => {
  it('holds while that rule stands on what feeds it, and 10 min beyond', async () => {
    const cause = house.raised('cabinet', lost)
    await house.settle(cause)
    await house.advance(60 * minute)
    expect(await house.settle(house.raised('lift', offline))).toMatchObject({
      alarms: [
        { equipment: 'cabinet', linked: 1 },
        { state: 'suppressed', suppressedBy: 'power_cabinet.mains_lost' }
      ].reverse(),
      tickets: []
    })
    await house.settle(house.cleared(cause))
    await house.advance(9 * minute)
    expect(await house.settle(house.raised('unit-1', offline))).toMatchObject({ tickets: [] })
    expect((await house.advance(minute)).tickets).toMatchObject([{ equipment: 'lift', priority: 'P3' }])
    expect((await house.advance(9 * minute)).tickets).toMatchObject([{ equipment: 'unit-1' }])
  })

  it('ends in silence when there is nothing to say any more', async () => {
    const [cause, consequence] = [house.raised('cabinet', lost), house.raised('lift', offline)]
    await house.settle(cause, consequence)
    house.clock.advance(minute)
    await house.settle(house.cleared(consequence))
    await house.settle(house.cleared(cause))
    expect(await house.alarm('lift')).toMatchObject({ state: 'suppressed', active: false })
    expect(await opened(11 * minute)).toEqual([])
    expect(await house.alarm('lift')).toMatchObject({ state: 'normal', suppressedBy: null })
  })

  it('takes over an alarm that was there before', async () => {
    await house.settle(house.raised('lift', offline))
    await house.advance(60 * minute)
    await house.settle(house.raised('cabinet', lost))
    expect(await house.alarm('lift')).toMatchObject({ state: 'suppressed', cause: (await house.alarm('cabinet')).id })
  })

  it('works on one equipment, also when both come in one group', async () => {
    const { tickets } = await house.settle(house.raised('alone', offline), house.raised('alone', lost))
    expect(tickets).toMatchObject([{ rule: 'power_cabinet.mains_lost' }])
  })
})

describe('a flood', () => {
  const quiet = (equipment: string) => house.raised(equipment, { id: 'humid', severity: 'minor', ticket: false })
  const equipment = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `env-${from + index}`)

  it('begins with the eleventh alarm in 10 min: what has no ticket is grouped, the rest speaks', async () => {
    const { alarms } = await house.settle(...equipment(12).map(quiet))
    expect(alarms.map(({ state }) => state)).toEqual([...Array(10).fill('unacknowledged'), 'suppressed', 'suppressed'])
    for (const severity of ['major', 'minor'] as const) {
      const spoken = await house.settle(house.raised(`pump-${severity}`, { severity }))
      expect(spoken).toMatchObject({ alarms: [{ state: 'unacknowledged' }], tickets: [{ status: 'open' }] })
    }
  })

  it('lasts until fewer than five raise in 10 min, then what still stands speaks', async () => {
    const raises = equipment(12).map(quiet)
    await house.settle(...raises)
    const [over] = raises.slice(-1)
    for (let minutes = 0; minutes < 12; minutes += 1) {
      await house.advance(minute)
      if (minutes < 5) await house.settle(quiet(`late-${minutes}`))
    }
    if (over) await house.settle(house.cleared(over))
    expect(await house.alarm('late-0')).toMatchObject({ state: 'unacknowledged', suppressedBy: null })
    expect(await house.alarm('env-11')).toMatchObject({ state: 'returned' })
  })

  it('does not drown a higher stage', async () => {
    await house.settle(...equipment(11).map(quiet))
    const raise = quiet('tank')
    await house.settle(raise)
    const { rule, episode } = raise
    const stage = {
      type: 'staged',
      rule: { ...rule, severity: 'critical', ticket: true },
      equipment: 'tank',
      episode,
      at: episode,
      value: 1,
      limit: 2
    } as const
    expect(await house.settle(stage)).toMatchObject({ alarms: [{ state: 'unacknowledged' }], tickets: [{ priority: 'P1' }] })
  })
})
