/** A day of alarms, with and without restarts at any point: what is on record is the same. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../server/database/database.ts'
import type { AlarmChange, AlarmRaised, RuleHeader } from '../../server/rules/changes.ts'
import { type DeskHouse, engineer, openDeskHouse, otherEngineer } from '../support/desk-house.ts'
import { createRandom, type Random } from '../support/random.ts'

const minute = 60_000
const equipment = ['cabinet', 'pump', 'point', 'fire']
const rules: Partial<RuleHeader>[] = [
  { id: 'power_cabinet.mains_lost' },
  { id: 'low', severity: 'major' },
  { id: 'offline', severity: 'minor', suppressedBy: ['power_cabinet.mains_lost'] },
  { id: 'overspeed', latching: true }
]
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

/** What is on record at the end; ids are made anew in each run, so they are told as rule and equipment. */
async function run(seed: number, restarts: boolean): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'wuxun-restarts-'))
  folders.push(folder)
  const house = await openDeskHouse(() => openDatabase(join(folder, 'wuxun.sqlite')), {
    feeding: [
      { id: 'cabinet', feeds: ['pump', 'fire'] },
      { id: 'pump', feeds: ['point'] }
    ],
    fire: ['fire']
  })
  const random = createRandom(seed)
  // A second stream, so that both runs draw the same steps.
  const crashes = createRandom(seed + 1000)
  const open = new Map<string, AlarmRaised>()
  const reported: AlarmChange[] = []
  for (let step = 0; step < 50; step += 1) {
    reported.push(...(await takeStep(house, open, random)))
    if (!restarts || !crashes.chance(0.4)) continue
    await house.restart()
    // The rules judge again what they had not noted as judged: it changes nothing.
    expect(await house.settle(...reported.slice(-4))).toEqual({ alarms: [], tickets: [] })
  }
  await house.advance(120 * minute)
  const record = await readRecord(house)
  await house.close()
  return record
}

async function takeStep(house: DeskHouse, open: Map<string, AlarmRaised>, random: Random): Promise<AlarmChange[]> {
  await house.advance(1 + random.below(3 * minute))
  const [where, rule] = [random.pick(equipment), random.pick(rules)]
  const key = `${rule.id} ${where}`
  const standing = open.get(key)
  if (random.chance(0.5)) {
    const raise = standing ?? house.raised(where, rule)
    if (standing) open.delete(key)
    else open.set(key, raise)
    const change = standing ? house.cleared(raise) : raise
    await house.settle(change)
    return [change]
  }
  const alarms = (await house.alarms()).sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  const id = alarms[random.below(alarms.length)]?.id ?? ''
  const until = house.clock.now() + 1 + random.below(60 * minute)
  const steps = [
    () => house.desk.stepOnAlarm(id, { action: 'acknowledge' }, engineer),
    () => house.desk.stepOnAlarm(id, { action: 'shelve', reason: '等配件', until }, engineer),
    () => house.desk.stepOnAlarm(id, { action: 'unshelve' }, engineer),
    () => house.desk.stepOnAlarm(id, { action: 'reset' }, engineer),
    () => house.desk.stepOnService(where, { action: 'request', reason: '检修', until }, engineer),
    () => house.desk.stepOnService(where, { action: 'confirm' }, otherEngineer),
    () => house.desk.stepOnService(where, { action: 'end' }, engineer)
  ]
  // A refusal is as good a step as any: it must be the same in both runs.
  await random
    .pick(steps)()
    .catch(() => undefined)
  return []
}

function keyOf({ rule, equipment: on, episode }: { rule: string; equipment: string; episode: number }): string {
  return `${rule} ${on} ${episode}`
}

async function readRecord(house: DeskHouse): Promise<unknown> {
  const alarms = await house.alarms()
  const names = new Map(alarms.map((alarm) => [alarm.id, keyOf(alarm)]))
  const named = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_, part) => names.get(part) ?? part)
  const histories = await Promise.all(
    alarms.map(async (alarm) => [keyOf(alarm), alarm.state, named(await house.history(alarm.id))] as const)
  )
  const tickets = (await house.tickets()).map(({ rule, equipment: on, openedAt, occurrences, recovered }) => {
    return { rule, on, openedAt, occurrences, recovered }
  })
  const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)
  return { histories: histories.sort(byText), tickets: tickets.sort(byText) }
}

describe('alarms across restarts', () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`are the same as without any: day ${seed}`, async () => {
      const [clean, restarted] = [await run(seed, false), await run(seed, true)]
      expect(restarted).toEqual(clean)
      expect(JSON.stringify(clean).length).toBeGreaterThan(2000)
    })
  }
})
