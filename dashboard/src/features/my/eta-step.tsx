import { CheckOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../lib/clock.ts'
import { formatSpan } from '../../lib/format.ts'
import { usePreferences } from '../../lib/preferences.ts'
import type { StepProps } from './my-steps.tsx'

const minuteMs = 60_000
const choices = [10, 30, 60, 120]

/** Taking it, with a word on when one will be there; taken, the same word changes that. */
export function EtaStep({ ticket, act, isBusy }: StepProps) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const [minutes, setMinutes] = useState<number>()
  const isTaken = ticket.status === 'accepted'
  const at = () => new Date(serverNow() + (minutes ?? 0) * minuteMs).toISOString()
  const choose = (each: number) => {
    if (isTaken) act('expect', { at: new Date(serverNow() + each * minuteMs).toISOString() })
    else setMinutes(each === minutes ? undefined : each)
  }
  return (
    <>
      <fieldset className="my-choices" aria-label={t('my.eta')}>
        <legend className="muted">{isTaken && ticket.eta !== null ? t('my.changeEta') : t('my.eta')}</legend>
        {choices.map((each) => (
          <button
            key={each}
            type="button"
            className="my-choice"
            aria-pressed={each === minutes}
            disabled={isBusy}
            onClick={() => choose(each)}
            data-testid={`my-eta-${each}`}
          >
            {t('my.etaIn', { span: formatSpan(each * minuteMs, language) })}
          </button>
        ))}
      </fieldset>
      {!isTaken && (
        <Button
          type="primary"
          size="large"
          block
          icon={<CheckOutlined />}
          loading={isBusy}
          onClick={() => act('accept', minutes === undefined ? {} : { eta: at() })}
          data-testid="my-accept"
        >
          {t('action.accept')}
        </Button>
      )}
    </>
  )
}
