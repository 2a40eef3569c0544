import { CheckCircleOutlined, MinusCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'

type Props = { item: { enabled: boolean; connected: boolean; refusedAt: string | null } }

/** Whether it is connected, and why it may not be. */
export function LinkFacts({ item }: Props) {
  const { t } = useTranslation()
  const now = useNow('slow')
  if (!item.enabled) return null
  return (
    <>
      <span className={item.connected ? 'link-on' : 'link-off'}>
        {item.connected ? <CheckCircleOutlined /> : <MinusCircleOutlined />}{' '}
        {t(item.connected ? 'setup.connected' : 'setup.notConnected')}
      </span>
      {item.refusedAt !== null && !item.connected && (
        <span className="link-refused">
          <WarningOutlined /> {t('setup.refused', { time: formatTime(item.refusedAt, now) })}
        </span>
      )}
    </>
  )
}
