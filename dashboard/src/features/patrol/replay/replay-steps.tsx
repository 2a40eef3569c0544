import { CloseCircleFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { RoundItem } from '../../../../../server/contract/patrol.ts'
import { formatSpan } from '../../../lib/format.ts'
import { usePreferences } from '../../../lib/preferences.ts'
import { isOver } from '../round-over.ts'
import { ScanLine } from '../scan-line.tsx'
import type { Leg, Step } from './walk-steps.ts'

type Props = {
  round: RoundItem
  steps: readonly Step[]
  /** Of places, by id. */
  names: ReadonlyMap<string, string>
  at: number
  onSeek: (at: number) => void
}

/** Every scan with how fast it was reached, and what is missing. */
export function ReplaySteps({ round, steps, names, at, onSeek }: Props) {
  const { t } = useTranslation()
  const current = steps.findLast((step) => step.at <= at)
  return (
    <section className="panel replay-steps" aria-label={t('replay.scans')}>
      {isOver(round) && round.missed.length > 0 && (
        <ul className="replay-missing" aria-label={t('replay.missing')}>
          {round.missed.map((id) => (
            <li key={id}>
              <CloseCircleFilled /> {names.get(id) ?? id}
            </li>
          ))}
        </ul>
      )}
      <ol>
        {steps.map((step) => (
          <li
            key={step.scan.id}
            className={step.at > at ? 'replay-step replay-later' : 'replay-step'}
            aria-current={step === current ? 'step' : undefined}
            data-testid={`step-${step.scan.checkpoint}`}
          >
            <button type="button" className="plain place-name" onClick={() => onSeek(step.at)}>
              {names.get(step.scan.checkpoint) ?? step.scan.checkpoint}
            </button>
            {step.leg && <LegText leg={step.leg} />}
            <ScanLine scan={step.scan} dueBy={Date.parse(round.window.to)} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function LegText({ leg: { metres, ms } }: { leg: Leg }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const span = formatSpan(ms, language)
  if (metres === undefined || ms === 0) return <p className="muted">{t('replay.span', { span })}</p>
  const speed = (metres / (ms / 1000)).toFixed(1)
  return <p className="muted">{t('replay.leg', { metres: Math.round(metres), span, speed })}</p>
}
