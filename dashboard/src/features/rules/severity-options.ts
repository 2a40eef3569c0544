import type { TFunction } from 'i18next'
import type { Role, Severity } from '../../../../server/contract/common.ts'
import { severities } from '../../../../server/contract/words.ts'

const ticketRoles: readonly Role[] = ['engineer', 'guard', 'manager']

export function severityOptions(t: TFunction): { value: Severity; label: string }[] {
  return severities.map((severity) => ({ value: severity, label: t(`severity.${severity}`) }))
}

export function roleOptions(t: TFunction): { value: Role; label: string }[] {
  return ticketRoles.map((role) => ({ value: role, label: t(`role.${role}`) }))
}
