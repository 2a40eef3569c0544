/** What the screens are told when something else than a reading changed: the board first, then the push. */
import type { AlarmStore } from '../alarms/alarm-store.ts'
import type { SocketPublisher } from '../live/socket-publisher.ts'
import { toEquipmentItem } from '../present-equipment.ts'
import type { Register } from '../site/register.ts'
import type { StatusBoard } from '../status-board.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'

export type ScreensOptions = {
  board: StatusBoard
  live: Pick<SocketPublisher, 'equipment' | 'settled' | 'resync'>
  register: Pick<Register, 'get'>
  alarms: Pick<AlarmStore, 'activeAll'>
  desk: Pick<Desk, 'outOfService'>
}

export type Screens = {
  /** Shows these equipment as the board has them now. */
  pushStatus(equipment: string[]): void
  /** Shows what the desk committed. */
  settled(settlement: Settlement): void
  /** What was committed although its answer was lost: the board learns it here, the screens fetch it. */
  catchUp(): Promise<void>
}

export function createScreens({ board, live, register, alarms, desk }: ScreensOptions): Screens {
  function pushStatus(changed: string[]): void {
    const items = changed.flatMap((id) => {
      const equipment = register.get(id)
      const state = board.snapshot(id)
      return equipment && state ? [toEquipmentItem(equipment, state)] : []
    })
    if (items.length > 0) live.equipment(items)
  }

  return {
    pushStatus,
    settled({ alarms, tickets, services = [] }) {
      pushStatus([...new Set([...board.applyAlarms(alarms), ...board.applyServices(services)])])
      live.settled({ alarms, tickets })
    },
    async catchUp() {
      pushStatus(board.replaceAlarms(await alarms.activeAll(), await desk.outOfService()))
      live.resync()
    }
  }
}
