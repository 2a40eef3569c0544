/** Entries of the site as admins write them: one list a section, disabled ones too, and the three writes. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { EquipmentDetail, EquipmentItem } from '../../../../server/contract/equipment.ts'
import type {
  CheckpointItem,
  DeviceAnswer,
  DeviceItem,
  ReaderAnswer,
  ReaderItem,
  RouteItem,
  UserAccount,
  UserAnswer
} from '../../../../server/contract/setup.ts'
import type { ChannelAnswer, ChannelItem } from '../../../../server/contract/telling.ts'
import type { ContractorItem, ShiftItem, TeamItem } from '../../../../server/contract/workforce.ts'
import { apiDelete, apiGet, apiGetAll, apiPatch, apiPost } from '../api-client.ts'
import { staffQuery } from './staff.ts'
import { refreshWorkforce } from './workforce.ts'

type Items = {
  equipment: EquipmentItem
  devices: DeviceItem
  readers: ReaderItem
  users: UserAccount
  checkpoints: CheckpointItem
  routes: RouteItem
  teams: TeamItem
  shifts: ShiftItem
  contractors: ContractorItem
  channels: ChannelItem
}
type Answers = {
  equipment: EquipmentDetail
  devices: DeviceAnswer
  readers: ReaderAnswer
  users: UserAnswer
  checkpoints: CheckpointItem
  routes: RouteItem
  teams: TeamItem
  shifts: ShiftItem
  contractors: ContractorItem
  channels: ChannelAnswer
}
export type SetupSection = keyof Items

const setupKey = (section: SetupSection) => ['setup', section] as const
const refreshMs = 10_000

function allOf<Section extends SetupSection>(section: Section) {
  return queryOptions({
    queryKey: setupKey(section),
    queryFn: ({ signal }) => apiGetAll<Items[Section]>(`/${section}`, { enabled: 'true,false' }, signal),
    staleTime: 2_000,
    // Who is connected changes by itself.
    refetchInterval: section === 'devices' || section === 'readers' ? refreshMs : false
  })
}

export const devicesQuery = allOf('devices')
export const readersQuery = allOf('readers')
export const accountsQuery = allOf('users')
export const checkpointsQuery = allOf('checkpoints')
export const routesQuery = allOf('routes')
export const teamsQuery = allOf('teams')
export const shiftsQuery = allOf('shifts')
export const contractorsQuery = allOf('contractors')
export const channelsQuery = allOf('channels')
export const allEquipmentQuery = allOf('equipment')

/** One device, asked often: the wizard waits for it. */
export function deviceQuery(id: string) {
  return queryOptions({
    queryKey: ['setup', 'device', id] as const,
    queryFn: ({ signal }) => apiGet<DeviceItem>(`/devices/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: 2_000
  })
}

/** `id` left out: a new entry. */
export type EntryWish = { id?: string | undefined; body: Record<string, unknown> }

export function useWriteEntry<Section extends SetupSection>(section: Section) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: EntryWish) =>
      id === undefined
        ? apiPost<Answers[Section]>(`/${section}`, body)
        : apiPatch<Answers[Section]>(`/${section}/${encodeURIComponent(id)}`, body),
    onSuccess: () => refresh(client, section)
  })
}

export function useDisableEntry(section: SetupSection) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => apiDelete(`/${section}/${encodeURIComponent(id)}`),
    onSuccess: () => refresh(client, section)
  })
}

function refresh(client: ReturnType<typeof useQueryClient>, section: SetupSection): void {
  void client.invalidateQueries({ queryKey: setupKey(section) })
  if (section === 'equipment') void client.invalidateQueries({ queryKey: ['equipment'] })
  if (section === 'checkpoints' || section === 'routes') void client.invalidateQueries({ queryKey: ['patrol'] })
  if (section === 'users') void client.invalidateQueries({ queryKey: staffQuery.queryKey })
  if (section === 'teams' || section === 'contractors' || section === 'shifts') refreshWorkforce(client)
}
