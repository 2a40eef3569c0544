import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { AlarmTable } from '../../components/alarms/alarm-table.tsx'
import { currentAlarmsQuery } from '../../lib/api/alarms.ts'

/** Only there when something is: a page without alarms should look like one. */
export function EquipmentAlarms({ equipment }: { equipment: string }) {
  const { t } = useTranslation()
  const { data: alarms } = useQuery({
    ...currentAlarmsQuery,
    select: (all) => all.filter((alarm) => alarm.equipment === equipment)
  })
  if (!alarms || alarms.length === 0) return null
  return (
    <section className="panel" aria-label={t('equipment.alarms')}>
      <header className="panel-head">
        <h2>{t('equipment.alarms')}</h2>
      </header>
      <AlarmTable alarms={alarms} withEquipment={false} />
    </section>
  )
}
