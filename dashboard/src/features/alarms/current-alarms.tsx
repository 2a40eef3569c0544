import { CheckCircleOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { AlarmDialog } from '../../components/alarms/alarm-dialog.tsx'
import { mayShelve } from '../../components/alarms/alarm-steps.ts'
import { EmptyState } from '../../components/states.tsx'
import { useAlarmStep, wantsAcknowledging } from '../../lib/api/alarms.ts'
import { useMay } from '../../lib/api/session.ts'
import { AlarmGroupRow } from './alarm-group-row.tsx'
import { type AlarmGroup, groupByCause, wantsEyesFirst } from './alarm-groups.ts'
import { BulkBar } from './bulk-bar.tsx'
import { type AlarmView, isInView } from './use-alarm-filter.ts'
import { useListKeys } from './use-list-keys.ts'

type Props = { alarms: readonly AlarmItem[]; view: AlarmView }

/** What stands, first-out alarms with their consequences folded beneath. */
export function CurrentAlarms({ alarms, view }: Props) {
  const { t } = useTranslation()
  const mayAcknowledge = useMay('guard')
  const isEngineer = useMay('engineer')
  const acknowledge = useAlarmStep()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [shelving, setShelving] = useState<AlarmItem>()
  // Folded before the view: a consequence stays with its cause, whatever its own state.
  const groups = groupByCause(alarms)
    .flatMap((group) => splitByView(group, view))
    .sort((a, b) => wantsEyesFirst(a.alarm, b.alarm))
  const shown = groups.map(({ alarm }) => alarm)
  const toggle = (id: string) =>
    setSelected((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const keys = useListKeys(shown.length, (key, at) => {
    const alarm = shown[at]
    if (!alarm) return false
    if (key === 'a' && mayAcknowledge && wantsAcknowledging(alarm)) acknowledge.mutate({ id: alarm.id, step: 'acknowledge' })
    else if (key === 's' && isEngineer && mayShelve(alarm)) setShelving(alarm)
    else if (key === 'x' || key === ' ') toggle(alarm.id)
    else if (key === 'Escape') setSelected(new Set())
    else return false
    return true
  })
  const chosen = alarms.filter(({ id }) => selected.has(id))
  return (
    <section className="panel" aria-label={t('alarm.current')}>
      {mayAcknowledge && groups.length > 0 && (
        <BulkBar
          chosen={chosen}
          all={shown}
          onSelect={(ids) => setSelected(new Set(ids))}
          hint={isEngineer ? t('alarm.keysEngineer') : t('alarm.keys')}
        />
      )}
      {groups.length === 0 && (
        <EmptyState icon={<CheckCircleOutlined />} title={view === 'live' ? t('alarm.none') : t('alarm.noneInView')} />
      )}
      {groups.length > 0 && (
        <ul className="rows" data-testid="alarm-list">
          {groups.map((group, at) => (
            <AlarmGroupRow
              key={group.alarm.id}
              group={group}
              selected={selected.has(group.alarm.id)}
              onSelect={mayAcknowledge ? () => toggle(group.alarm.id) : undefined}
              row={keys.row(at)}
            />
          ))}
        </ul>
      )}
      {shelving && <AlarmDialog alarm={shelving} step="shelve" onClose={() => setShelving(undefined)} />}
    </section>
  )
}

/** A cause outside the view does not hide what is in it. */
function splitByView(group: AlarmGroup, view: AlarmView): AlarmGroup[] {
  if (isInView(group.alarm, view)) return [group]
  return group.consequences.filter((alarm) => isInView(alarm, view)).map((alarm) => ({ alarm, consequences: [] }))
}
