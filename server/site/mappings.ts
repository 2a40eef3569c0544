/** The mappings in force: asked for on every foreign point, changed by REST without a restart. */
import { createMappingBook, type MappingBook } from '../../gateway/mapping.ts'
import type { UnknownPoint, UnknownPoints } from '../../gateway/unknown-points.ts'
import type { MappingItem } from '../contract/mappings.ts'
import type { MappingInput, SourceEntry } from '../contract/site.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { checkMapping } from './mapping-checks.ts'
import { deleteMapping, mappingId, readMappings, saveMapping } from './mapping-table.ts'
import type { Register } from './register.ts'

export type MappingsOptions = {
  database: Database
  register: Pick<Register, 'equipment' | 'identity'>
  sources: readonly SourceEntry[]
  unknownPoints: UnknownPoints
}

export type Mappings = MappingBook & {
  /** Reads them anew. Before the first time there are none. */
  load(): Promise<void>
  list(): MappingItem[]
  /** In force when it resolves. Throws `invalid` naming each wrong field, `conflict` for a field that is mapped already. */
  add(mapping: MappingInput): Promise<MappingItem>
  /** Throws `not_found`. */
  remove(id: string): Promise<void>
  /** Those heard last first; without those that have been mapped meanwhile. */
  unknown(): UnknownPoint[]
}

export function createMappings({ database, register, sources, unknownPoints }: MappingsOptions): Mappings {
  let items: MappingItem[] = []
  let book = createMappingBook([])

  async function load(): Promise<void> {
    items = (await readMappings(database)).map((mapping) => ({ id: mappingId(mapping), ...mapping }))
    book = createMappingBook(items)
  }

  const house = {
    metricsOf: (id: string) => register.equipment(id)?.metrics,
    isSender: (id: string) =>
      id === 'anonymous' || register.identity(id) !== undefined || sources.some((source) => source.id === id)
  }

  return {
    find: (address) => book.find(address),
    equipmentOf: (address) => book.equipmentOf(address),
    load,
    list: () => items,

    async add(mapping) {
      const errors = checkMapping(mapping, house)
      if (errors.length > 0) {
        const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ')
        throw new AppError('invalid', detail, { errors })
      }
      const id = mappingId(mapping)
      if (items.some((item) => item.id === id)) {
        throw new AppError('conflict', `${mapping.device}/${mapping.field} is mapped already, as ${id}.`)
      }
      await saveMapping(database, mapping)
      await load()
      return { id, ...mapping }
    },

    async remove(id) {
      if (!(await deleteMapping(database, id))) throw new AppError('not_found', `There is no mapping ${id}.`)
      await load()
    },

    unknown: () =>
      unknownPoints
        .list()
        .filter(({ sender, source, device, field }) => !book.find({ sources: [sender, source], devices: [device], field }))
  }
}
