/** Whether one entry fits into the site around it: the site file's own checks, told of that entry alone. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import type { SiteFile } from '../contract/site.ts'
import { AppError, type FieldFault } from '../errors.ts'
import { crossCheck } from './cross-checks.ts'
import type { Fault } from './shape-faults.ts'
import type { Entries, Section } from './stored-site.ts'

/**
 * @param site as it is in service without the entry.
 * @throws AppError `invalid` naming each wrong field of the entry.
 */
export function checkEntry<S extends Section>(site: SiteFile, section: S, entry: Entries[S], catalogue: Catalogue): void {
  const around = (site[section] as { id: string }[]).filter(({ id }) => id !== entry.id)
  // Last, so that of two entries with one value this is the one at fault.
  const whole = { ...site, [section]: [...around, { password: 'unknown', ...entry }] }
  const faults = crossCheck(whole, catalogue, undefined)
    .filter(({ path }) => path[0] === section && path[1] === around.length)
    .map(toFieldFault)
  if (section === 'devices' && site.readers.some(({ id }) => id === entry.id)) {
    faults.push({ field: 'id', message: `expected an id no reader has, ${entry.id} is one` })
  }
  if (faults.length > 0) throw invalid(faults)
}

/** @throws AppError `conflict` naming what still needs the entry. */
export function checkUnused(site: SiteFile, section: Section, id: string): void {
  const users = usersOf(site, section, id)
  if (users.length > 0) throw new AppError('conflict', `${id} is still in use by ${users.join(', ')}.`)
}

function usersOf(site: SiteFile, section: Section, id: string): string[] {
  if (section === 'equipment') {
    const devices = site.devices.filter((device) => device.equipment.includes(id)).map((device) => `device ${device.id}`)
    const feeders = site.equipment
      .filter((each) => each.id !== id && each.feeds.includes(id))
      .map((each) => `equipment ${each.id}`)
    const gauges = site.checkpoints
      .filter(({ checklist }) => checklist.some((item) => item.type === 'number' && item.sensor?.equipment === id))
      .map((each) => `checkpoint ${each.id}`)
    return [...devices, ...feeders, ...gauges]
  }
  if (section === 'teams') return site.shifts.filter((shift) => shift.team === id).map((shift) => `shift ${shift.id}`)
  if (section !== 'checkpoints') return []
  return site.routes.filter((route) => route.checkpoints.includes(id)).map((route) => `route ${route.id}`)
}

export function invalid(errors: FieldFault[]): AppError {
  return new AppError('invalid', `Invalid: ${[...new Set(errors.map(({ field }) => field))].join(', ')}.`, { errors })
}

/** `routes.3.windows.0` of the site is `windows.0` of the entry. */
function toFieldFault({ path, message }: Fault): FieldFault {
  return { field: path.slice(2).join('.'), message }
}
