/** One value with its unit, its place against the normal range, and its age once it is old. */
import { ApiOutlined, ArrowDownOutlined, ArrowUpOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { LatestValue, MetricInfo } from '../../../server/contract/equipment.ts'
import { formatSpan, formatValue, unitText } from '../lib/format.ts'
import { type Deviation, deviation, isFresh, type Surroundings } from '../lib/freshness.ts'
import { usePreferences } from '../lib/preferences.ts'
import './measured.css'

const deviationIcons = { low: <ArrowDownOutlined />, high: <ArrowUpOutlined />, other: <WarningOutlined /> }

/** What is wrong with the reading itself; nothing for good ones and for those that came from a file. */
function doubtful(quality: string): Doubt | undefined {
  return doubts.find((each) => each === quality)
}
const doubts = ['stuck', 'flat', 'jumping', 'implausible', 'skewed'] as const
type Doubt = (typeof doubts)[number]

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
  const quality = doubtful(latest.quality)
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
      {quality !== undefined && (
        <span className="measured-quality" title={t('quality.title')} data-testid={testId && `${testId}-quality`}>
          <ApiOutlined />
          {t(`quality.${quality}`)}
        </span>
      )}
      {!fresh && (
        <span className="measured-age">{t('value.old', { span: formatSpan(around.now - Date.parse(latest.ts), language) })}</span>
      )}
    </span>
  )
}
