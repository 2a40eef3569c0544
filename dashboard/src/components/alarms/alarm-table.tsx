import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { AlarmRow } from './alarm-row.tsx'

/** Alarms as rows that become cards on a phone. */
export function AlarmTable({ alarms, withEquipment }: { alarms: readonly AlarmItem[]; withEquipment: boolean }) {
  return (
    <ul className="rows">
      {alarms.map((alarm) => (
        <li key={alarm.id}>
          <AlarmRow alarm={alarm} withEquipment={withEquipment} />
        </li>
      ))}
    </ul>
  )
}
