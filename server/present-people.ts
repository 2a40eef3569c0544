/** People to the contract's shapes, as far as the caller may see them (R39): above guard, or oneself. */

import type { UserItem } from './contract/session.ts'
import type { CertificateItem, OnDutyItem, StaffItem } from './contract/workforce.ts'
import { daysLeft, stateOf } from './dispatch/certificate-days.ts'
import type { StoredCertificate } from './dispatch/certificate-store.ts'
import type { Person } from './dispatch/choice.ts'
import type { OnDuty } from './dispatch/duty-times.ts'
import type { StaffMember } from './dispatch/workforce.ts'
import { maskEmail, maskNumber, maskPhone } from './people/masking.ts'
import { may } from './people/permissions.ts'
import { toTime } from './present.ts'

/** For whom, and as of when (ms) by which calendar. */
export type Viewer = { user: UserItem; now: number; timezone: string }

export function toStaffItem(member: StaffMember, viewer: Viewer): StaffItem {
  const { user, name, role, team, skills, contractor, enabled, onDuty, openTickets } = member
  const common = { user, name, role, team, skills: [...skills], contractor, enabled, onDuty, openTickets }
  const { phone, email, wecom, dingtalk, feishu } = member
  if (seesPerson(viewer, user)) {
    const certificates = member.certificates.map((certificate) => toCertificateItem(certificate, viewer))
    return { ...common, phone, email, wecom, dingtalk, feishu, certificates }
  }
  const masked = { phone: maskPhone(phone), email: maskEmail(email), wecom: null, dingtalk: null, feishu: null }
  return { ...common, ...masked, certificates: [] }
}

export function toCertificateItem(certificate: StoredCertificate, { user: viewer, now, timezone }: Viewer): CertificateItem {
  const { id, user, type, number, issued, expires, enabled } = certificate
  const seesNumber = user === viewer.id || may(viewer.role, 'readPapers')
  const days = daysLeft(expires, now, timezone)
  const shown = seesNumber ? number : maskNumber(number)
  return { id, user, type, number: shown, issued, expires, state: stateOf(days), daysLeft: days, enabled }
}

export function toOnDutyItem(
  { person, shift, shiftName, from, to, by }: OnDuty & { person: Person },
  viewer: Viewer
): OnDutyItem {
  const { user, name, role, phone, team, skills, contractor } = person
  return {
    user,
    name,
    role,
    phone: seesPerson(viewer, user) ? phone : maskPhone(phone),
    team,
    skills: [...skills],
    contractor,
    shift,
    shiftName,
    from: toTime(from),
    to: toTime(to),
    by
  }
}

function seesPerson({ user: viewer }: Viewer, user: string): boolean {
  return viewer.id === user || may(viewer.role, 'readStaff')
}
