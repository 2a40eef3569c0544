/** What the site file says of teams, firms, shifts and people: names that must exist, times that must fit. */
import type { Catalogue } from '../../gateway/catalogue.ts'
import type { SiteFile } from '../contract/site.ts'
import type { Fault } from './shape-faults.ts'

export function checkWorkforce(file: SiteFile, catalogue: Catalogue): Fault[] {
  const users = new Set(['admin', ...file.users.map(({ id }) => id)])
  const teams = new Set(file.teams.map(({ id }) => id))
  const firms = new Set(file.contractors.map(({ id }) => id))
  return [
    ...file.contractors.flatMap(({ kinds }, index) =>
      kinds.flatMap((kind, position) => known(kind, catalogue, 'equipment kind', ['contractors', index, 'kinds', position]))
    ),
    ...file.shifts.flatMap(({ starts, ends, team }, index) => [
      ...(starts === ends ? [{ path: ['shifts', index, 'ends'], message: 'expected another time than it starts' }] : []),
      ...known(team, teams, 'team', ['shifts', index, 'team'])
    ]),
    ...file.staff.flatMap(({ user, team, contractor }, index) => [
      ...known(user, users, 'user', ['staff', index, 'user']),
      ...(file.staff.findIndex((each) => each.user === user) < index
        ? [{ path: ['staff', index, 'user'], message: `expected one entry a user, ${user} has one before` }]
        : []),
      ...known(team, teams, 'team', ['staff', index, 'team']),
      ...known(contractor, firms, 'contractor', ['staff', index, 'contractor'])
    ]),
    ...file.certificates.flatMap(({ user, issued, expires }, index) => [
      ...known(user, users, 'user', ['certificates', index, 'user']),
      ...(issued !== undefined && issued > expires
        ? [{ path: ['certificates', index, 'expires'], message: `expected a day after ${issued}, on which it was issued` }]
        : [])
    ])
  ]
}

function known(id: string | undefined, among: { has(id: string): boolean }, what: string, path: Fault['path']): Fault[] {
  if (id === undefined || among.has(id)) return []
  return [{ path, message: `expected the id of a known ${what}, there is no ${id}` }]
}
