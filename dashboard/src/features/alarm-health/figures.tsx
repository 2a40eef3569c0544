import { CheckCircleOutlined, ExclamationCircleFilled, MinusOutlined, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmHealth, HealthFigure, Yardstick } from '../../../../server/contract/alarm-health.ts'
import { formatSpan } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { type FigureName, figureNames, sayFigure } from './say-figure.ts'

const icons: Record<Yardstick, ReactNode> = {
  good: <CheckCircleOutlined />,
  fair: <WarningFilled />,
  poor: <ExclamationCircleFilled />,
  none: <MinusOutlined />
}
const tones: Record<Yardstick, string> = { good: 'normal', fair: 'warning', poor: 'alarm', none: 'offline' }

export function Figures({ health }: { health: AlarmHealth }) {
  return (
    <dl className="figures">
      {figureNames.map((name) => (
        <Figure key={name} name={name} figure={health.figures[name]} />
      ))}
    </dl>
  )
}

function Figure({ name, figure }: { name: FigureName; figure: HealthFigure }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const span = (seconds: number) => formatSpan(seconds * 1_000, language)
  return (
    <div
      className="figure"
      title={t(`alarmHealth.figureHint.${name}`)}
      data-testid={`figure-${name}`}
      data-verdict={figure.verdict}
    >
      <dt>{t(`alarmHealth.figure.${name}`)}</dt>
      <dd className="figure-value">
        {sayFigure(name, figure.value, span)}
        <span className={`badge tone-${tones[figure.verdict]}`}>
          {icons[figure.verdict]}
          {t(`alarmHealth.verdict.${figure.verdict}`)}
        </span>
      </dd>
      <dd className="figure-note">
        <span>{t('alarmHealth.goal', { goal: sayFigure(name, figure.goal, span) })}</span>
        {figure.of > 0 && <span>{t('alarmHealth.of', { count: figure.count, of: figure.of })}</span>}
      </dd>
    </div>
  )
}
