import { useTranslation } from 'react-i18next'
import type { EquipmentItem } from '../../../../server/contract/equipment.ts'
import { alarmStateIcons } from '../../components/alarms/alarm-badges.tsx'

export type QuietCounts = { shelved: number; suppressed: number }

/** What the tile's equipment is kept from saying; in words when there is but one thing to say. */
export function QuietTags({ item, quiet }: { item: EquipmentItem; quiet: QuietCounts | undefined }) {
  const { t } = useTranslation()
  if ('outOfService' in item) {
    return (
      <span className="tile-quiet" data-testid={`tile-out-${item.id}`}>
        {alarmStateIcons.out_of_service} {t('outOfService.tag')}
      </span>
    )
  }
  return (['shelved', 'suppressed'] as const).map((state) => {
    const count = quiet?.[state] ?? 0
    const text = t(`outOfService.${state}`, { count })
    return count === 0 ? null : (
      <span key={state} className="tile-quiet" title={text} data-testid={`tile-${state}-${item.id}`}>
        {alarmStateIcons[state]} {count}
        <span className="visually-hidden">{text}</span>
      </span>
    )
  })
}
