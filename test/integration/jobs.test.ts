/** Bulletins and samples on a real database: once a day and week, over restarts and instances. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Bulletin } from '../../server/contract/jobs.ts'
import type { Database } from '../../server/database/database.ts'
import { createJobs, type JobsOptions } from '../../server/jobs/jobs.ts'
import { draw, seedOf } from '../../server/jobs/sample.ts'
import { openTestDatabase } from '../support/databases.ts'
import { createFakeClock } from '../support/fake-clock.ts'
import { recordTickets, type TicketRecord } from '../support/ticket-records.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** A Wednesday, 08:00 of the site. */
const begin = Date.parse('2026-11-25T08:00:00+08:00')
const site = (text: string) => Date.parse(`2026-${text.replace(' ', 'T')}+08:00`)

let database: Database
const clock = createFakeClock(begin)
const told: Bulletin[] = []
beforeEach(async () => {
  database = await openTestDatabase()
  clock.set(begin)
  told.length = 0
})
afterEach(() => database.destroy())

type Given = Partial<JobsOptions<{ id: string }>>

function startJobs(given: Given = {}) {
  return createJobs<{ id: string }>({
    database,
    timezone: () => 'Asia/Shanghai',
    now: clock.now,
    openFinding: async () => undefined,
    async announce(_, bulletin) {
      told.push(bulletin)
    },
    failed(error) {
      throw error
    },
    ...given
  })
}

/** One after the other, a minute apart, so that none of what comes by itself is stepped over. */
async function runUntil(at: number, ...jobs: ReturnType<typeof startJobs>[]): Promise<void> {
  for (; clock.now() < at; clock.advance(5 * minute)) for (const each of jobs) await each.tick()
  clock.set(at)
  for (const each of jobs) await each.tick()
}

const done = { result: 'ok' }
const closed = (id: string, opened: number): TicketRecord => ({
  id,
  priority: 'P3',
  opened,
  steps: [
    [opened + minute, 'accepted'],
    [opened + 2 * minute, 'arrived'],
    [opened + 3 * minute, 'resolved', done],
    [opened + 4 * minute, 'verified']
  ]
})

describe('the bulletin of the day', () => {
  const tickets: TicketRecord[] = [
    { id: 'overdue', priority: 'P2', opened: site('11-23 10:00'), resolveDue: site('11-24 10:00'), assignee: 'wang' },
    { id: 'today', priority: 'P3', opened: site('11-25 09:00'), resolveDue: site('11-25 23:00'), assignee: 'wang' },
    { id: 'tomorrow', priority: 'P3', opened: site('11-25 10:00'), resolveDue: site('11-26 09:00') },
    closed('closed', site('11-25 11:00')),
    closed('before', site('11-24 11:00')),
    { id: 'later', priority: 'P3', opened: site('11-25 16:45') }
  ]

  test('is ready at 16:45 and told at 17:00: opened, closed, due, overdue, by team', async () => {
    await database.insertInto('teams').values({ id: 'water', name: '给排水', enabled: 1 }).execute()
    await database.insertInto('staff').values({ user: 'wang', team: 'water', skills: '[]', enabled: 1 }).execute()
    await recordTickets(database, tickets)
    const jobs = startJobs()
    await runUntil(site('11-25 16:40'), jobs)
    expect(await jobs.bulletins.find('2026-11-25')).toBeUndefined()
    await runUntil(site('11-25 16:45'), jobs)
    const counts = { opened: 3, closed: 1, open: 3, dueToday: 1, overdue: 1 }
    expect(await jobs.bulletins.find('2026-11-25')).toMatchObject({
      counts,
      announcedAt: null,
      teams: [
        { team: 'water', name: '给排水', opened: 1, closed: 0, open: 2, dueToday: 1, overdue: 1 },
        { team: null, name: null, opened: 2, closed: 1, open: 1, dueToday: 0, overdue: 0 }
      ],
      overdue: [{ id: 'overdue', status: 'open' }],
      dueToday: [{ id: 'today' }]
    })
    expect(told).toEqual([])
    await runUntil(site('11-25 17:00'), jobs)
    expect(told).toMatchObject([{ date: '2026-11-25', counts, announcedAt: new Date(site('11-25 17:00')).toISOString() }])
  })

  test('comes once a day, whatever restarts there are', async () => {
    for (let restarts = 0; restarts < 12; restarts++) {
      const jobs = startJobs()
      await runUntil(clock.now() + 6 * hour, jobs)
      await jobs.stop()
    }
    expect(told.map(({ date }) => date)).toEqual(['2026-11-25', '2026-11-26', '2026-11-27'])
  })

  test('comes once of several instances', async () => {
    const instances = [startJobs(), startJobs(), startJobs()]
    for (let turn = 0; turn < 40; turn++) {
      clock.advance(30 * minute)
      await Promise.all(instances.map((each) => each.tick()))
    }
    expect(told.map(({ date }) => date)).toEqual(['2026-11-25'])
    expect(await instances[0]?.bulletins.list({ limit: 9 })).toHaveLength(1)
  })

  test('is made up for after days out of service; what is no news any more is told to nobody', async () => {
    await recordTickets(database, tickets)
    await startJobs().tick()
    clock.set(site('11-28 18:00'))
    const jobs = startJobs()
    await jobs.tick()
    const list = await jobs.bulletins.list({ limit: 9 })
    expect(list.map(({ date, counts }) => [date, counts.opened, counts.overdue])).toEqual([
      ['2026-11-28', 0, 4],
      ['2026-11-27', 0, 4],
      ['2026-11-26', 1, 3],
      // As it was that day.
      ['2026-11-25', 3, 1]
    ])
    expect(told.map(({ date }) => date)).toEqual(['2026-11-28'])
    expect(await jobs.bulletins.list({ limit: 9, before: '2026-11-27' })).toHaveLength(2)
  })

  test('is tried again when it failed, and what comes besides goes on', async () => {
    const failures: string[] = []
    let broken = true
    const jobs = startJobs({
      async announce(_, bulletin) {
        if (broken) throw new Error('no outbox')
        told.push(bulletin)
      },
      failed: (_, job) => failures.push(job)
    })
    await runUntil(site('11-25 17:05'), jobs)
    expect([failures[0], told.length]).toEqual(['bulletin', 0])
    broken = false
    await runUntil(site('11-25 17:15'), jobs)
    expect(told).toHaveLength(1)
  })
})

describe('the sample of the week', () => {
  const candidates = Array.from({ length: 12 }, (_, index) => `tk_${String(index).padStart(2, '0')}`)
  const monday = site('11-30 06:00')

  async function fill(): Promise<void> {
    await recordTickets(database, [
      ...candidates.map((id, index) => closed(id, site('11-26 08:00') + index * hour)),
      closed('week-before', site('11-20 08:00')),
      { id: 'unresolved', priority: 'P3', opened: site('11-26 08:00') },
      closed('week-after', site('11-30 05:00'))
    ])
  }

  test('is a fifth of what was resolved or closed, by a seed anybody can reckon from what is published', async () => {
    await fill()
    const jobs = startJobs()
    await runUntil(monday - minute, jobs)
    expect(await jobs.samples.list({ limit: 9 })).toEqual([])
    await runUntil(monday, jobs)
    const sample = await jobs.samples.find('2026-W48')
    expect(sample).toMatchObject({ population: 12, drawn: 3, checked: 0, findings: 0, candidates })
    expect(sample?.seed).toBe(seedOf('2026-W48', sample?.anchor?.hash ?? null))
    expect(sample?.tickets.map(({ ticket }) => ticket)).toEqual(draw(candidates, sample?.seed ?? ''))
    // The last entry of the week: the last ticket was closed then.
    expect(sample?.anchor).toMatchObject({ of: 'ticket', id: 'tk_11 5' })
  })

  test('hangs on the audit where there is one', async () => {
    await fill()
    const entry = { actor: null, action: 'login', object: null, detail: '{}', prev: '0' }
    await database
      .insertInto('audit')
      .values({ ...entry, seq: 1, at: site('11-29 10:00'), hash: 'abc' })
      .execute()
    await database
      .insertInto('audit')
      .values({ ...entry, seq: 2, at: site('11-30 00:00'), prev: '1', hash: 'def' })
      .execute()
    const jobs = startJobs()
    await runUntil(monday, jobs)
    expect(await jobs.samples.find('2026-W48')).toMatchObject({
      anchor: { of: 'audit', id: '1', hash: 'abc' },
      seed: seedOf('2026-W48', 'abc')
    })
  })

  test('is drawn once, over restarts and instances, and made up for', async () => {
    await fill()
    await startJobs().tick()
    clock.set(monday + 8 * day)
    const instances = [startJobs(), startJobs()]
    await Promise.all(instances.map((each) => each.tick()))
    await startJobs().tick()
    const list = await instances[0]?.samples.list({ limit: 9 })
    expect(list?.map(({ week, population, drawn }) => [week, population, drawn])).toEqual([
      ['2026-W49', 1, 1],
      ['2026-W48', 12, 3]
    ])
  })

  test('is checked ticket by ticket, each once; a finding opens a ticket', async () => {
    await fill()
    const findings: unknown[] = []
    const jobs = startJobs({
      async openFinding(finding, _, record) {
        findings.push(finding)
        await record(database, 'tk_finding')
      }
    })
    await runUntil(monday, jobs)
    const [first, second] = (await jobs.samples.find('2026-W48'))?.tickets.map(({ ticket }) => ticket) ?? []
    const chen = { id: 'chen' }
    const week = '2026-W48'
    await jobs.samples.check(week, { ticket: first ?? '', ok: true }, chen)
    const checked = await jobs.samples.check(week, { ticket: second ?? '', ok: false, note: '无照片' }, chen)
    expect(checked).toMatchObject({ checked: 2, findings: 1 })
    expect(checked.tickets.find(({ ticket }) => ticket === second)?.check).toMatchObject({
      by: 'chen',
      ok: false,
      note: '无照片',
      finding: 'tk_finding'
    })
    expect(findings).toMatchObject([{ week, ticket: second, note: '无照片' }])
    const refusals: [Parameters<typeof jobs.samples.check>[1], string][] = [
      [{ ticket: first ?? '', ok: true }, 'conflict'],
      [{ ticket: 'unresolved', ok: true }, 'not_found'],
      [{ ticket: checked.tickets.find(({ check }) => check === null)?.ticket ?? '', ok: false }, 'invalid']
    ]
    for (const [check, code] of refusals) {
      await expect(jobs.samples.check(week, check, chen)).rejects.toMatchObject({ code })
    }
  })
})
