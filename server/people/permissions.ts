/** Who may do what: contract §3 "Roles" as one table. */
import type { Role } from '../contract/common.ts'

/** `read`: equipment, readings, rules, alarms, tickets, rounds. */
const viewer = ['read'] as const
/** `scan`: own patrol scans. `ticketStepsOwn`: accept … comment on tickets for one's role or assigned to oneself. `handOver`: give and take a shift. */
const guard = [...viewer, 'scan', 'acknowledge', 'ticketStepsOwn', 'handOver'] as const
/** `ticketSteps`: accept … comment on any ticket. `keepLogs`: remark and sign running logs. `readStaff`: teams, firms, shifts, certificates, and how to reach people. */
const engineer = [...viewer, 'acknowledge', 'shelve', 'createTicket', 'ticketSteps', 'readStaff', 'keepLogs', 'handOver'] as const
/** `assign`: assign, verify, reopen, cancel. `scanForOthers`: a scan in another guard's name. `readPapers`: numbers of certificates. */
const manager = [
  ...engineer,
  'assign',
  'scan',
  'scanForOthers',
  'writeRules',
  'readReports',
  'readRejects',
  'readAudit',
  'writeDuties',
  'readPapers',
  'readPolicies',
  'writeCalendar'
] as const
/** `admin`: everything else, such as writing equipment, devices, readers, users, checkpoints and routes. */
const admin = [...manager, 'ticketStepsOwn', 'readUsers', 'admin'] as const

const permissionsOf = { viewer, guard, engineer, manager, admin } as const satisfies Record<Role, readonly string[]>

export type Permission = (typeof admin)[number]

export function may(role: Role, permission: Permission): boolean {
  const granted: readonly Permission[] = permissionsOf[role]
  return granted.includes(permission)
}
