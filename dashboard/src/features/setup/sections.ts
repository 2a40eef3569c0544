import type { ComponentType } from 'react'
import { AuditSection } from './audit/audit-section.tsx'
import { CheckpointsSection } from './checkpoints-section.tsx'
import { DevicesSection } from './devices-section.tsx'
import { EquipmentSection } from './equipment-section.tsx'
import { HealthSection } from './health-section.tsx'
import { ImportsSection } from './imports-section.tsx'
import { ContractorsSection } from './people/contractors-section.tsx'
import { DutiesSection } from './people/duties-section.tsx'
import { ShiftsSection } from './people/shifts-section.tsx'
import { StaffSection } from './people/staff-section.tsx'
import { TeamsSection } from './people/teams-section.tsx'
import { PointsSection } from './points-section.tsx'
import { ReadersSection } from './readers-section.tsx'
import { RoutesSection } from './routes-section.tsx'
import { CalendarSection } from './service/calendar-section.tsx'
import { PoliciesSection } from './service/policies-section.tsx'
import { SiteSection } from './site-section.tsx'
import { TagsSection } from './tags-section.tsx'
import { ChannelsSection } from './telling/channels-section.tsx'
import { DeliveriesSection } from './telling/deliveries-section.tsx'
import { UsersSection } from './users-section.tsx'
import { WallKeysSection } from './wall-keys-section.tsx'

/** What there is to set up, as it is grouped on the screen. */
const groups = {
  equipment: {
    equipment: EquipmentSection,
    devices: DevicesSection,
    points: PointsSection,
    readers: ReadersSection,
    imports: ImportsSection
  },
  patrol: { checkpoints: CheckpointsSection, routes: RoutesSection, tags: TagsSection },
  people: {
    users: UsersSection,
    staff: StaffSection,
    duties: DutiesSection,
    teams: TeamsSection,
    shifts: ShiftsSection,
    contractors: ContractorsSection
  },
  service: { policies: PoliciesSection, calendar: CalendarSection, channels: ChannelsSection, deliveries: DeliveriesSection },
  system: { site: SiteSection, wallKeys: WallKeysSection, health: HealthSection, audit: AuditSection }
} as const

type Groups = typeof groups
export type Group = keyof Groups
export type Section = { [Key in Group]: keyof Groups[Key] }[Group]

/** What managers read, and of it may write: duties and the calendar. */
const forManagers: readonly Section[] = ['points', 'staff', 'duties', 'policies', 'calendar', 'deliveries', 'health', 'audit']

/** The first one is where the page begins. */
export function sectionsFor(isAdmin: boolean): { group: Group; sections: Section[] }[] {
  return (Object.keys(groups) as Group[])
    .map((group) => ({
      group,
      sections: (Object.keys(groups[group]) as Section[]).filter((section) => isAdmin || forManagers.includes(section))
    }))
    .filter(({ sections }) => sections.length > 0)
}

export function componentOf(section: Section): ComponentType {
  const all: Record<string, ComponentType> = Object.assign({}, ...Object.values(groups))
  return all[section] ?? HealthSection
}
