import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { useNow } from '../../lib/clock.ts'
import { formatSpan } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'

/** A device whose clock runs ahead: what it sends is kept and not shown as its state, which looks like silence. */
export function ClockNotice({ detail }: { detail: EquipmentDetail }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const readings = Object.entries(detail.skewed ?? {})
  const furthest = Math.max(...readings.map(([, { ts }]) => Date.parse(ts)))
  if (readings.length === 0 || furthest <= now) return null
  const names = readings.map(([metric]) => detail.metrics[metric]?.[language] ?? metric)
  return (
    <Alert
      type="warning"
      showIcon
      title={t('equipment.clockAhead', { span: formatSpan(furthest - now, language) })}
      description={t('equipment.clockAheadHint', { names: names.join(language === 'zh' ? '、' : ', ') })}
      data-testid="clock-notice"
    />
  )
}
