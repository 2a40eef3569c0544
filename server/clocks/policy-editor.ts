/** Service time policies as people write them: each edit a version, each version kept. */
import type { NewPolicy, Policy, PolicyChoice, PolicyItem, PolicyPatch } from '../contract/sla.ts'
import { type TicketType, ticketTypes } from '../contract/tickets.ts'
import type { Connection, Database } from '../database/database.ts'
import { atomically } from '../database/transaction.ts'
import { AppError, invalidField } from '../errors.ts'
import { policyFaults } from './policy.ts'
import { type PolicyRecord, readChoice, readPolicies, writeChoice, writePolicy } from './policy-rows.ts'
import { loadPresets } from './presets.ts'
import { touchTerms } from './terms-reader.ts'

export type PolicyEditor = ReturnType<typeof createPolicyEditor>

/** `now`: server time in ms. */
export function createPolicyEditor({
  database,
  now,
  presets = loadPresets()
}: {
  database: Database
  now: () => number
  presets?: readonly Policy[]
}) {
  const read = (db: Connection) => readPolicies(db, presets)

  /** The newest version of this id, as an item. */
  async function found(db: Connection, id: string): Promise<PolicyItem> {
    const item = newestOf(await read(db), await readChoice(db)).find((policy) => policy.id === id)
    if (!item) throw new AppError('not_found', `There is no policy ${id}.`)
    return item
  }

  /** The next version of a policy, in force for what opens from now on. */
  async function write(db: Connection, policy: Policy, version: number, actor: string): Promise<PolicyItem> {
    const [fault] = policyFaults(policy)
    if (fault) throw invalidField(fault.field, fault.message)
    await writePolicy(db, { ...policy, version, origin: 'site', at: now(), actor })
    await touchTerms(db)
    return found(db, policy.id)
  }

  /** What is not stored yet is version 1: it must be there when version 2 is written. */
  async function keepShipped(db: Connection, id: string): Promise<void> {
    const stored = await db.selectFrom('sla_policies').select('version').where('id', '=', id).executeTakeFirst()
    const preset = presets.find((policy) => policy.id === id)
    if (!stored && preset) await writePolicy(db, { ...preset, version: 1, origin: 'shipped', at: now(), actor: null })
  }

  return {
    /** Writes down what ships. A new release's figures become the next version where nobody here wrote one. */
    async start(): Promise<void> {
      await atomically(database, async (db) => {
        const records = await read(db)
        for (const preset of presets) {
          const newest = records.filter(({ id }) => id === preset.id).at(-1)
          if (!newest || newest.origin === 'site') continue
          const isSame = JSON.stringify([newest.name, newest.rows]) === JSON.stringify([preset.name, preset.rows])
          await keepShipped(db, preset.id)
          if (isSame) continue
          await writePolicy(db, { ...preset, version: newest.version + 1, origin: 'shipped', at: now(), actor: null })
          await touchTerms(db)
        }
      })
    },

    /** The newest version of each, by id. */
    async list(): Promise<PolicyItem[]> {
      return newestOf(await read(database), await readChoice(database))
    },

    /** @throws AppError `not_found` */
    async get(id: string, version?: number): Promise<PolicyItem> {
      if (version === undefined) return found(database, id)
      const record = (await read(database)).find((each) => each.id === id && each.version === version)
      if (!record) throw new AppError('not_found', `There is no version ${version} of a policy ${id}.`)
      return toItem(record, await readChoice(database))
    },

    /** @throws AppError `conflict` for an id in use, `invalid` naming `from` or `rows` */
    async create({ id, name, from, rows }: NewPolicy, actor: string): Promise<PolicyItem> {
      if ((from === undefined) === (rows === undefined))
        throw invalidField('rows', 'expected either rows, or from with the policy to copy')
      return atomically(database, async (db) => {
        const records = await read(db)
        if (records.some((record) => record.id === id)) throw new AppError('conflict', `There is a policy ${id} already.`)
        const copied = from === undefined ? undefined : records.filter((record) => record.id === from).at(-1)
        const its = rows ?? copied?.rows
        if (!its) throw invalidField('from', `unknown: ${from}`)
        return write(db, { id, name, rows: its }, 1, actor)
      })
    },

    /** A new version, for tickets opened from now on. @throws AppError `not_found`, `invalid` */
    async update(id: string, patch: PolicyPatch, actor: string): Promise<PolicyItem> {
      return atomically(database, async (db) => {
        const { name, rows, version } = await found(db, id)
        await keepShipped(db, id)
        return write(db, { id, name: patch.name ?? name, rows: patch.rows ?? rows }, version + 1, actor)
      })
    },

    choice: (): Promise<PolicyChoice> => readChoice(database),

    /** Types left out stay as they are. @throws AppError `invalid` naming the type */
    async choose(patch: Partial<PolicyChoice>): Promise<PolicyChoice> {
      return atomically(database, async (db) => {
        const ids = new Set((await read(db)).map(({ id }) => id))
        const faults = Object.entries(patch).flatMap(([field, id]) =>
          ids.has(id) ? [] : [{ field, message: `unknown policy: ${id}` }]
        )
        if (faults.length > 0)
          throw new AppError('invalid', 'A type cannot be served by a policy that is not there.', { errors: faults })
        const choice = { ...(await readChoice(db)), ...patch }
        await writeChoice(db, choice)
        await touchTerms(db)
        return choice
      })
    }
  }
}

function newestOf(records: readonly PolicyRecord[], choice: PolicyChoice): PolicyItem[] {
  const newest = new Map(records.map((record) => [record.id, record]))
  return [...newest.values()].map((record) => toItem(record, choice)).sort((one, other) => (one.id < other.id ? -1 : 1))
}

function toItem({ at, ...record }: PolicyRecord, choice: PolicyChoice): PolicyItem {
  const types = ticketTypes.filter((type: TicketType) => choice[type] === record.id)
  return { ...record, at: new Date(at).toISOString(), types }
}
