/** One value with its unit, its place against the normal range, and its age once it is old. */
import { ArrowDownOutlined, ArrowUpOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { LatestValue, MetricInfo } from '../../../server/contract/equipment.ts'
import { formatSpan, formatValue, unitText } from '../lib/format.ts'
import { type Deviation, deviation, isFresh, type Surroundings } from '../lib/freshness.ts'
import { usePreferences } from '../lib/preferences.ts'
import './measured.css'

const deviationIcons = { low: <ArrowDownOutlined />, high: <ArrowUpOutlined />, other: <WarningOutlined /> }

type Props = {
  metric: string
  latest: LatestValue | undefined
  info: MetricInfo | undefined
  around: Surroundings
  /** Judged against normal only when it makes sense, e.g. no motor current of a pump that stands. */
  judged: boolean
  testId?: string
}

export function Measured({ metric, latest, info, around, judged, testId }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  if (!latest) {
    return (
      <span className="measured measured-none" data-testid={testId}>
        –
      </span>
    )
  }
  const fresh = isFresh(latest, info, around)
  const off: Deviation | undefined = fresh && judged ? deviation(latest.value, info) : undefined
  const text = formatValue(latest.value, info, language, metric)
  return (
    <span className={`measured ${fresh ? '' : 'measured-old'} ${off ? 'measured-off' : ''}`}>
      {off && (
        <span className="measured-mark" title={t(`deviation.${off}`)}>
          {deviationIcons[off]}
          <span className="visually-hidden">{t(`deviation.${off}`)}</span>
        </span>
      )}
      <span className={typeof latest.value === 'number' ? 'measured-number' : 'measured-word'} data-testid={testId}>
        {text}
      </span>
      {typeof latest.value === 'number' && <span className="measured-unit">{unitText(info?.unit)}</span>}
      {!fresh && (
        <span className="measured-age">{t('value.old', { span: formatSpan(around.now - Date.parse(latest.ts), language) })}</span>
      )}
    </span>
  )
}
