import { DisconnectOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { useNow } from '../lib/clock.ts'
import { formatSpan, formatTime } from '../lib/format.ts'
import { useLink } from '../lib/live-context.tsx'
import { usePreferences } from '../lib/preferences.ts'

/** A blink of the network is nobody's business. */
const quietMs = 1_500

/** Says calmly that the page no longer moves, since when, and that it will mend itself. */
export function ConnectionBanner() {
  const { state, since } = useLink()
  return state === 'lost' ? <Lost since={since} /> : null
}

function Lost({ since }: { since: number }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow()
  if (now - since < quietMs) return null
  return (
    <div className="connection" role="status" data-testid="connection-lost">
      <DisconnectOutlined />
      <span>
        {t('link.lostSince', { time: formatTime(since, now) })}
        <span className="connection-span">{formatSpan(now - since, language)}</span>
      </span>
      <span className="connection-hint">{t('link.mending')}</span>
    </div>
  )
}
