/** Who acts, and what a role includes (contract §3, "Roles"). */
import { type Role, roles } from '../contract/common.ts'

export type Actor = { id: string; name: string; role: Role }

/** Whether `role` includes all that `least` may do: the contract lists roles from least to most. */
export function includesRole(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least)
}
