import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../../server/contract/common.ts'
import { certificateTypes, skills, trades } from '../../../server/contract/words.ts'
import {
  type Certificate,
  type Contractor,
  choose,
  firmKey,
  type Job,
  missingCertificate,
  type Person,
  type Workforce
} from '../../../server/dispatch/choice.ts'
import { jobClassOf } from '../../../server/dispatch/job-classes.ts'

const now = 1_000_000
const nobodyAsked: ReadonlySet<string> = new Set()

function person(user: string, fields: Partial<Person> = {}): Person {
  return {
    user,
    name: `${user}!`,
    role: 'engineer',
    phone: null,
    team: null,
    skills: [],
    contractor: null,
    enabled: true,
    ...fields
  }
}

function jobOn(kind: string | undefined, rule: string | null, roles: Role[] = ['engineer']): Job {
  return { class: jobClassOf({ rule, kind, trade: null }), kind, roles }
}

function workforce(people: Person[], fields: Partial<Workforce> = {}): Workforce {
  return {
    people,
    duty: new Set(people.map(({ user }) => user)),
    load: new Map(),
    certificates: [],
    contractors: [],
    ...fields
  }
}

const otis: Contractor = { id: 'otis', name: '奥的斯', phone: '400', kinds: ['elevator'] }
const good = (user: string, type: Certificate['type']): Certificate => ({ user, type, expiresAt: now + 1 })
const expired = (user: string, type: Certificate['type']): Certificate => ({ user, type, expiresAt: now })

const plumber = person('an', { skills: ['water'] })
const electrician = person('bo', { skills: ['power'] })
const helper = person('cai')
const mason = person('du', { skills: ['civil'] })
const liftMan = person('ou', { skills: ['lift'], contractor: 'otis' })

type Row = {
  title: string
  kind?: string
  rule?: string
  roles?: Role[]
  people: Person[]
  more?: Partial<Workforce>
  asked?: string[]
  goesTo: string | null
  firm?: string
  why: string[]
}

const rows: Row[] = [
  {
    title: 'the skilled before a helper',
    kind: 'leak_sensor',
    people: [helper, plumber],
    goesTo: 'an',
    why: ['on_duty', 'skill water', 'load 0']
  },
  {
    title: 'the skilled even with more in hand',
    kind: 'leak_sensor',
    people: [helper, plumber],
    more: { load: new Map([['an', 9]]) },
    goesTo: 'an',
    why: ['on_duty', 'skill water', 'load 9']
  },
  {
    title: 'of two skilled, who has less in hand',
    kind: 'booster_pump',
    people: [plumber, person('bi', { skills: ['water'] })],
    more: { load: new Map([['an', 2]]) },
    goesTo: 'bi',
    why: ['on_duty', 'skill water', 'load 0']
  },
  {
    title: 'the first by id when all is equal',
    kind: 'booster_pump',
    people: [person('bi', { skills: ['water'] }), plumber],
    goesTo: 'an',
    why: ['on_duty', 'skill water', 'load 0']
  },
  {
    title: 'what a pump does with water to the plumber, even with one more in hand',
    kind: 'booster_pump',
    rule: 'booster_pump.outlet_low',
    people: [electrician, plumber],
    more: { load: new Map([['an', 1]]) },
    goesTo: 'an',
    why: ['on_duty', 'skill water', 'load 1']
  },
  {
    title: 'what a pump does with water to the electrician, when the plumber has two more in hand',
    kind: 'booster_pump',
    rule: 'booster_pump.outlet_low',
    people: [plumber, electrician],
    more: { load: new Map([['an', 2]]) },
    goesTo: 'bo',
    why: ['on_duty', 'skill power', 'load 0']
  },
  {
    title: 'what is wrong with the motor of a pump to the electrician',
    kind: 'booster_pump',
    rule: 'booster_pump.overload',
    people: [plumber, electrician],
    more: { load: new Map([['bo', 1]]) },
    goesTo: 'bo',
    why: ['on_duty', 'skill power', 'load 1']
  },
  {
    title: 'a pump to the electrician when no plumber is there',
    kind: 'sump_pump',
    people: [mason, electrician],
    goesTo: 'bo',
    why: ['on_duty', 'skill power', 'load 0']
  },
  {
    title: 'a helper when nobody skilled is there',
    kind: 'leak_sensor',
    people: [mason, helper],
    goesTo: 'cai',
    why: ['on_duty', 'generalist', 'load 0']
  },
  { title: 'nobody of another skill', kind: 'leak_sensor', people: [mason], goesTo: null, why: ['no_skill water'] },
  { title: 'anybody where it is about no equipment', people: [mason], goesTo: 'du', why: ['on_duty', 'load 0'] },
  {
    title: 'nobody who is off duty',
    kind: 'leak_sensor',
    people: [plumber],
    more: { duty: new Set() },
    goesTo: null,
    why: ['nobody_on_duty']
  },
  {
    title: 'nobody who was taken off the list',
    kind: 'leak_sensor',
    people: [{ ...plumber, enabled: false }],
    goesTo: null,
    why: ['no_role engineer']
  },
  {
    title: 'a guard where guards are wanted',
    people: [person('gu', { role: 'guard' }), helper],
    roles: ['guard'],
    goesTo: 'gu',
    why: ['on_duty', 'load 0']
  },
  { title: 'no guard where engineers are', people: [person('gu', { role: 'guard' })], goesTo: null, why: ['no_role engineer'] },
  {
    title: 'nobody twice in a round',
    kind: 'booster_pump',
    people: [plumber, electrician],
    asked: ['an'],
    goesTo: 'bo',
    why: ['on_duty', 'skill power', 'load 0']
  },
  {
    title: 'nobody when all were asked',
    kind: 'booster_pump',
    people: [plumber, mason],
    asked: ['an'],
    goesTo: null,
    why: ['everybody_asked', 'no_skill water, power']
  },
  {
    title: 'no electrician without a certificate, where certificates are kept',
    kind: 'power_cabinet',
    people: [electrician],
    more: { certificates: [good('an', 'fire_facility')] },
    goesTo: null,
    why: ['no_certificate low_voltage']
  },
  {
    title: 'no electrician whose certificate expired this moment',
    kind: 'power_cabinet',
    people: [electrician],
    more: { certificates: [expired('bo', 'low_voltage')] },
    goesTo: null,
    why: ['no_certificate low_voltage']
  },
  {
    title: 'an electrician with a newer one beside the expired',
    kind: 'power_cabinet',
    people: [electrician],
    more: { certificates: [expired('bo', 'low_voltage'), good('bo', 'low_voltage')] },
    goesTo: 'bo',
    why: ['on_duty', 'skill power', 'certificate low_voltage', 'load 0']
  },
  {
    title: 'an electrician where nobody keeps certificates',
    kind: 'power_cabinet',
    people: [electrician],
    goesTo: 'bo',
    why: ['on_duty', 'skill power', 'load 0']
  },
  {
    title: 'who holds the certificate has the skill',
    kind: 'power_cabinet',
    people: [mason],
    more: { certificates: [good('du', 'low_voltage')] },
    goesTo: 'du',
    why: ['on_duty', 'skill power', 'certificate low_voltage', 'load 0']
  },
  {
    title: 'a lift to the firm that serves lifts, on duty',
    kind: 'elevator',
    people: [person('az', { skills: ['lift'] }), liftMan],
    more: { contractors: [otis] },
    goesTo: 'ou',
    firm: 'otis',
    why: ['contractor 奥的斯', 'on_duty', 'skill lift', 'load 0']
  },
  {
    title: 'a lift to the firm off duty, for it is on call',
    kind: 'elevator',
    people: [person('az', { skills: ['lift'] }), liftMan],
    more: { contractors: [otis], duty: new Set(['az']) },
    goesTo: 'ou',
    firm: 'otis',
    why: ['contractor 奥的斯', 'reachable', 'skill lift', 'load 0']
  },
  {
    title: 'a lift to a firm without people here: it is to be called',
    kind: 'elevator',
    people: [helper],
    more: { contractors: [otis] },
    goesTo: null,
    firm: 'otis',
    why: ['contractor 奥的斯']
  },
  {
    title: 'a lift to our own people when the firm did not take it',
    kind: 'elevator',
    people: [helper],
    more: { contractors: [otis] },
    asked: [firmKey('otis')],
    goesTo: 'cai',
    why: ['on_duty', 'generalist', 'load 0']
  },
  {
    title: 'a lift to our own people when the man of the firm did not take it',
    kind: 'elevator',
    people: [helper, liftMan],
    more: { contractors: [otis] },
    asked: ['ou'],
    goesTo: 'cai',
    why: ['on_duty', 'generalist', 'load 0']
  },
  {
    title: 'a firm is called when its man has no certificate',
    kind: 'elevator',
    people: [liftMan],
    more: { contractors: [otis], certificates: [expired('ou', 'lift_maintenance')] },
    goesTo: null,
    firm: 'otis',
    why: ['contractor 奥的斯']
  },
  {
    title: 'a pump to our own people before the firm that serves pumps',
    kind: 'booster_pump',
    people: [plumber],
    more: { contractors: [{ ...otis, kinds: ['booster_pump'] }] },
    goesTo: 'an',
    why: ['on_duty', 'skill water', 'load 0']
  },
  {
    title: 'a pump to the firm when nobody of ours can',
    kind: 'booster_pump',
    people: [mason],
    more: { contractors: [{ ...otis, kinds: ['booster_pump'] }] },
    goesTo: null,
    firm: 'otis',
    why: ['contractor 奥的斯']
  },
  {
    title: 'nothing of ours to a man of a firm that does not serve it',
    kind: 'leak_sensor',
    people: [liftMan],
    more: { contractors: [otis] },
    goesTo: null,
    why: ['nobody_on_duty']
  }
]

describe('a job goes to', () => {
  it.each(rows)('$title', ({ kind, rule = null, roles, people, more, asked, goesTo, firm = null, why }) => {
    const choice = choose(jobOn(kind, rule, roles), workforce(people, more), new Set(asked), now)
    expect(choice.assignee?.user ?? null).toBe(goesTo)
    expect(choice.contractor?.id ?? null).toBe(firm)
    expect(choice.why.map(({ reason, value }) => (value === undefined ? reason : `${reason} ${value}`))).toEqual(why)
  })
})

const users = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6']
const firms = ['f1', 'f2']
const kinds = ['elevator', 'power_cabinet', 'fire_pump', 'booster_pump', 'custom', undefined]

const somePerson = fc.record({
  user: fc.constantFrom(...users),
  name: fc.constant('n'),
  role: fc.constantFrom<Role>('guard', 'engineer', 'manager'),
  phone: fc.constant(null),
  team: fc.constant(null),
  skills: fc.subarray([...skills]),
  contractor: fc.option(fc.constantFrom(...firms)),
  enabled: fc.boolean()
})
const someWorkforce: fc.Arbitrary<Workforce> = fc.record({
  people: fc.uniqueArray(somePerson, { selector: ({ user }) => user }),
  duty: fc.subarray(users).map((on) => new Set(on)),
  load: fc.array(fc.tuple(fc.constantFrom(...users), fc.nat(5))).map((entries) => new Map(entries)),
  certificates: fc.array(
    fc.record({
      user: fc.constantFrom(...users),
      type: fc.constantFrom(...certificateTypes),
      expiresAt: fc.constantFrom(now - 1, now, now + 1)
    })
  ),
  contractors: fc.subarray(
    firms.map((id) => ({ id, name: id, phone: null, kinds: id === 'f1' ? ['elevator', 'booster_pump'] : ['fire_pump'] }))
  )
})
const someJob = fc
  .record({
    kind: fc.constantFrom(...kinds),
    trade: fc.option(fc.constantFrom(...trades)),
    roles: fc.subarray<Role>(['guard', 'engineer'])
  })
  .map(({ kind, trade, roles }): Job => ({ class: jobClassOf({ rule: null, kind, trade }), kind, roles }))
const someAsked = fc.subarray([...users, ...firms.map(firmKey)]).map((asked) => new Set(asked))

describe('whatever the people, duty, load and certificates', () => {
  it('it goes to nobody without a valid certificate, off the list, of another role, or asked before', () => {
    fc.assert(
      fc.property(someJob, someWorkforce, someAsked, (job, force, asked) => {
        const { assignee } = choose(job, force, asked, now)
        if (!assignee) return
        expect(missingCertificate(job.class, assignee.user, force.certificates, now)).toBeUndefined()
        expect(assignee.enabled).toBe(true)
        expect(job.roles.length > 0 ? job.roles : ['engineer']).toContain(assignee.role)
        expect(asked.has(assignee.user)).toBe(false)
      })
    )
  })

  it('one of ours is on duty, and one of a firm belongs to the one that serves it', () => {
    fc.assert(
      fc.property(someJob, someWorkforce, someAsked, (job, force, asked) => {
        const { assignee, contractor } = choose(job, force, asked, now)
        if (contractor) expect(contractor.kinds).toContain(job.kind)
        if (!assignee) return
        expect(assignee.contractor).toBe(contractor?.id ?? null)
        if (!contractor) expect(force.duty.has(assignee.user)).toBe(true)
      })
    )
  })

  it('the order in which people are listed does not matter, and there is always a reason', () => {
    fc.assert(
      fc.property(someJob, someWorkforce, someAsked, (job, force, asked) => {
        const choice = choose(job, force, asked, now)
        expect(choose(job, { ...force, people: [...force.people].reverse() }, asked, now)).toEqual(choice)
        expect(choice.why.length).toBeGreaterThan(0)
      })
    )
  })

  it('asking one after another comes to an end, with nobody asked twice', () => {
    fc.assert(
      fc.property(someJob, someWorkforce, (job, force) => {
        const asked = new Set<string>()
        for (let step = 0; ; step++) {
          expect(step).toBeLessThanOrEqual(users.length + firms.length)
          const { assignee, contractor } = choose(job, force, asked, now)
          const key = assignee?.user ?? (contractor && firmKey(contractor.id))
          if (!key) return
          expect(asked.has(key)).toBe(false)
          asked.add(key)
        }
      })
    )
  })

  it('among the equally skilled of ours nobody with less in hand is passed over', () => {
    fc.assert(
      fc.property(someJob, someWorkforce, (job, force) => {
        const { assignee, contractor, why } = choose(job, force, nobodyAsked, now)
        if (!assignee || contractor) return
        const fitOf = (reasons: typeof why) => reasons.find(({ reason }) => reason === 'skill' || reason === 'generalist')
        for (const other of force.people.filter((each) => each.user !== assignee.user && each.contractor === null)) {
          const alone = choose(job, { ...force, people: [other], contractors: [] }, nobodyAsked, now)
          if (alone.assignee === null || !isDeepStrictEqual(fitOf(alone.why), fitOf(why))) continue
          expect(force.load.get(other.user) ?? 0).toBeGreaterThanOrEqual(force.load.get(assignee.user) ?? 0)
        }
      })
    )
  })
})
