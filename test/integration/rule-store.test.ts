import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { ruleVersionSchema } from '../../server/contract/backtest.ts'
import { type RuleInput, ruleItemSchema } from '../../server/contract/rules.ts'
import type { Database } from '../../server/database/database.ts'
import type { FieldFault } from '../../server/errors.ts'
import { loadDefaultRules } from '../../server/rules/load-rules.ts'
import { createRuleStore, type RuleStore, type SourcedRule } from '../../server/rules/rule-store.ts'
import { openTestDatabase } from '../support/databases.ts'

const catalogue = loadCatalogue()
const low: RuleInput = {
  id: 'booster_pump.outlet_low',
  kind: 'booster_pump',
  metric: 'outlet_pressure',
  below: 0.25,
  clear_above: 0.28,
  severity: 'critical',
  title: '供水压力低',
  action: '检查水泵与进水'
}
const high: RuleInput = {
  id: 'booster_pump.outlet_high',
  kind: 'booster_pump',
  metric: 'outlet_pressure',
  above: 0.6,
  severity: 'major',
  title: '供水压力高',
  action: '检查减压阀'
}
const asDefault = (input: RuleInput): SourcedRule => ({ input, origin: 'default' })
const asSite = (input: RuleInput): SourcedRule => ({ input, origin: 'site' })
const nothing = { added: [], changed: [], disabled: [] }

const clock = { now: 0 }
let database: Database
let store: RuleStore
beforeEach(async () => {
  clock.now = 0
  database = await openTestDatabase()
  store = createRuleStore({ database, catalogue, now: () => clock.now })
})
afterEach(() => database.destroy())

describe('applying rules', () => {
  it('stores each as version 1 and lists it sorted, in the contract shape', async () => {
    expect(await store.apply([asDefault(low), asSite(high)])).toEqual({ ...nothing, added: [low.id, high.id] })
    const items = await store.list()
    expect(items).toEqual([
      { ...high, enabled: true, version: 1, origin: 'site' },
      { ...low, enabled: true, version: 1, origin: 'default' }
    ])
    for (const item of items) expect(ruleItemSchema.parse(item)).toEqual(item)
  })

  it('changes nothing the second time, whatever the order of fields', async () => {
    await store.apply([asDefault(low)])
    const turned = Object.fromEntries(Object.entries(low).reverse()) as RuleInput
    expect(await store.apply([asDefault(turned)])).toEqual(nothing)
    expect(await store.list()).toMatchObject([{ version: 1 }])
  })

  it('counts the version up when a rule changed', async () => {
    await store.apply([asDefault(low)])
    expect(await store.apply([asDefault({ ...low, below: 0.2 })])).toEqual({ ...nothing, changed: [low.id] })
    expect(await store.list()).toMatchObject([{ version: 2, below: 0.2 }])
  })

  it('lets a site rule replace the default of its id, and the default come back', async () => {
    await store.apply([asDefault(low)])
    await store.apply([asSite({ ...low, below: 0.3, clear_above: 0.33 }), asDefault(low)])
    expect(await store.list()).toMatchObject([{ version: 2, below: 0.3, origin: 'site' }])
    await store.apply([asDefault(low)])
    expect(await store.list()).toMatchObject([{ version: 3, below: 0.25, origin: 'default' }])
  })

  it('disables a rule gone from its source, and enables it again as the same version', async () => {
    await store.apply([asDefault(low), asSite(high)])
    expect(await store.apply([asDefault(low)])).toEqual({ ...nothing, disabled: [high.id] })
    expect(await store.list()).toMatchObject([
      { id: high.id, enabled: false, version: 1 },
      { id: low.id, enabled: true }
    ])
    expect(await store.apply([asDefault(low)])).toEqual(nothing)
    await store.apply([asDefault(low), asSite(high)])
    expect(await store.list()).toMatchObject([{ id: high.id, enabled: true, version: 1 }, {}])
  })

  it('switches a rule off without a new version', async () => {
    await store.apply([asDefault(low)])
    await store.apply([asDefault(low), asSite({ ...low, enabled: false })])
    expect(await store.list()).toMatchObject([{ enabled: false, version: 1 }])
  })

  describe('after a change over REST', () => {
    const changed = { ...low, below: 0.2 }
    const write = (input: RuleInput) => store.write(input.id, 'wang', () => input)

    it('leaves a default as it was changed, whatever the program says later', async () => {
      await store.apply([asDefault(low)])
      await write(changed)
      expect(await store.apply([asDefault({ ...low, severity: 'major' })])).toEqual(nothing)
      expect(await store.apply([])).toEqual(nothing)
      expect(await store.list()).toEqual([{ ...changed, enabled: true, version: 2, origin: 'rest' }])
    })

    it('leaves a site rule as it was changed until the file says something new', async () => {
      await store.apply([asSite(low)])
      await write({ ...changed, enabled: false })
      expect(await store.apply([asSite(low), asDefault(high)])).toEqual({ ...nothing, added: [high.id] })
      expect(await store.find(low.id)).toMatchObject({ below: 0.2, enabled: false, version: 2, origin: 'rest' })
      expect(await store.apply([asSite({ ...low, below: 0.3, clear_above: 0.33 })])).toMatchObject({ changed: [low.id] })
      expect(await store.find(low.id)).toMatchObject({ below: 0.3, enabled: true, version: 3, origin: 'site' })
    })

    it('takes a rule that has left the file out of force, once', async () => {
      await store.apply([asSite(low)])
      await write(changed)
      expect(await store.apply([])).toEqual({ ...nothing, disabled: [low.id] })
      await write({ ...changed, enabled: true })
      expect(await store.apply([])).toEqual(nothing)
      expect(await store.find(low.id)).toMatchObject({ below: 0.2, enabled: true, version: 2 })
    })

    it('keeps a rule that only REST knows, until the file speaks of it', async () => {
      await write(low)
      expect(await store.apply([])).toEqual(nothing)
      expect(await store.apply([asSite(changed)])).toEqual({ ...nothing, changed: [low.id] })
    })
  })

  it('remembers who changed what and when, newest first', async () => {
    await store.apply([asSite(low)])
    clock.now = 1000
    await store.write(low.id, 'wang', () => ({ ...low, below: 0.2 }))
    clock.now = 2000
    await store.write(low.id, 'li', () => ({ ...low, below: 0.2, enabled: false }))
    await store.write(low.id, 'li', () => ({ ...low, below: 0.2, enabled: false }))
    clock.now = 3000
    await store.apply([asSite({ ...low, title: '压力低' })])
    const versions = await store.versions(low.id)
    expect(versions.map(({ version, at, by, change }) => [version, at.slice(17, 19), by, change])).toEqual([
      [3, '03', null, 'changed'],
      [2, '02', 'li', 'disabled'],
      [2, '01', 'wang', 'changed'],
      [1, '00', null, 'created']
    ])
    for (const version of versions) expect(ruleVersionSchema.parse(version)).toEqual(version)
    expect(versions.map(({ body }) => body.below)).toEqual([0.25, 0.2, 0.2, 0.25])
    expect(await store.versions('ghost')).toEqual([])
  })

  it('refuses an id given twice by one source and stores nothing', async () => {
    await expect(store.apply([asSite(high), asSite(low), asSite(low)])).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ field: 'id', message: `${low.id} is used twice` }]
    })
    expect(await store.list()).toEqual([])
  })

  it('takes all shipped rules', async () => {
    const defaults = loadDefaultRules()
    await store.apply(defaults.map(asDefault))
    expect(await store.list()).toHaveLength(defaults.length)
    const inForce = defaults.filter(({ enabled }) => enabled !== false)
    expect(await store.compiled(() => undefined)).toHaveLength(inForce.length)
    expect(await store.apply(defaults.map(asDefault))).toEqual(nothing)
  })
})

describe('compiled rules', () => {
  const { kind: _, ...unscoped } = low
  const onPump = { ...unscoped, id: 'mine', equipment: 'pump-1' }

  it('are the enabled ones, with the version of their row', async () => {
    await store.apply([asDefault(low), asSite({ ...high, enabled: false })])
    await store.apply([asDefault({ ...low, below: 0.2 }), asSite({ ...high, enabled: false })])
    expect(await store.compiled(() => undefined)).toMatchObject([{ header: { id: low.id, version: 2 }, forMs: 0 }])
  })

  it('know the metrics of the equipment they stand on, and leave out equipment that is not there', async () => {
    await store.apply([asSite(onPump), asSite({ ...onPump, id: 'other', equipment: 'pump-9' })])
    const metrics = catalogue.get('booster_pump')?.metrics
    const compiled = await store.compiled((equipment) => (equipment === 'pump-1' ? metrics : undefined))
    expect(compiled.map((rule) => rule.scope)).toEqual([{ equipment: 'pump-1' }])
  })

  it('know the metrics that the site added to a kind', async () => {
    await store.apply([asSite({ ...low, metric: 'oil_pressure' })])
    const added = { oil_pressure: { type: 'number', zh: '油压', en: 'Oil pressure' } } as const
    expect(
      await store.compiled(
        () => undefined,
        (kind) => (kind === 'booster_pump' ? added : undefined)
      )
    ).toHaveLength(1)
  })

  it('go on without one that cannot be judged when somebody is told, and stop the start when nobody is', async () => {
    await store.apply([asDefault(low), asSite({ ...high, metric: 'colour' })])
    await expect(store.compiled(() => undefined)).rejects.toThrow(`${high.id}: metric: unknown metric colour of booster_pump`)

    const told: [string, FieldFault[]][] = []
    const tolerant = createRuleStore({ database, catalogue, now: () => 0, onFault: (rule, errors) => told.push([rule, errors]) })
    expect(await tolerant.compiled(() => undefined)).toMatchObject([{ header: { id: low.id } }])
    expect(told).toEqual([[high.id, [{ field: 'metric', message: 'unknown metric colour of booster_pump' }]]])
  })
})
