import { CheckCircleFilled, LoadingOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { Measured } from '../../components/measured.tsx'
import { equipmentDetailQuery } from '../../lib/api/equipment.ts'
import { latestRejectsQuery } from '../../lib/api/rejects.ts'
import { deviceQuery } from '../../lib/api/setup.ts'
import { serverNow, useNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'
import { useLink } from '../../lib/live-context.tsx'
import { usePreferences } from '../../lib/preferences.ts'
import { ConnectFacts } from './connect-facts.tsx'
import type { MadeDevice } from './first-equipment.tsx'
import { reasonHint } from './reject-hint.ts'

/** How to connect, and what has come of it: nothing, a wrong password, a message that cannot be taken, or data. */
export function FirstMessage({ made }: { made: MadeDevice }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  // Values come over the live channel; asking again covers the moments without it.
  const { data: detail } = useQuery({ ...equipmentDetailQuery(made.equipment), refetchInterval: 3_000 })
  const received = detail !== undefined && Object.keys(detail.latest).length > 0
  return (
    <div className="first-message">
      {received ? <Received detail={detail} /> : <Waiting made={made} />}
      <div className="first-run-ends">
        <Button type={received ? 'primary' : 'default'} onClick={() => void navigate('/')} data-testid="first-run-done">
          {t('firstRun.toOverview')}
        </Button>
        <Link to="/setup/equipment" className="link">
          {t('firstRun.addMore')}
        </Link>
      </div>
    </div>
  )
}

function Waiting({ made }: { made: MadeDevice }) {
  const { t } = useTranslation()
  const { data: device } = useQuery(deviceQuery(made.id))
  const connected = device?.connected === true
  return (
    <>
      <div className="first-waiting" role="status" data-testid="first-waiting" data-connected={connected}>
        <LoadingOutlined />
        <span>{connected ? t('firstRun.connected') : t('firstRun.waiting', { name: made.name })}</span>
      </div>
      {!connected && device?.refusedAt && <WrongPassword at={device.refusedAt} />}
      <Rejects />
      <p className="muted">{t('firstRun.waitHint')}</p>
      <ConnectFacts id={made.id} password={made.password} equipment={made.equipment} />
    </>
  )
}

function WrongPassword({ at }: { at: string }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  return (
    <Alert
      type="warning"
      showIcon
      title={t('firstRun.wrongPassword', { time: formatTime(at, now) })}
      data-testid="first-wrong-password"
    />
  )
}

/** What came since this step began and could not be taken: with one device alone it can only be that one's. */
function Rejects() {
  const { t } = useTranslation()
  const now = useNow('slow')
  const [since] = useState(() => serverNow() - 1_000)
  const { data = [] } = useQuery(latestRejectsQuery)
  const recent = data.filter(({ receivedAt }) => Date.parse(receivedAt) >= since).slice(0, 3)
  if (recent.length === 0) return null
  return (
    <Alert
      type="error"
      showIcon
      title={t('firstRun.rejected')}
      data-testid="first-reject"
      description={
        <ul className="first-rejects">
          {recent.map(({ receivedAt, reason, topic, payload }) => {
            const hint = reasonHint(reason)
            return (
              <li key={receivedAt + topic + payload}>
                <strong>{hint ? t(`firstRun.reason.${hint}`) : reason}</strong>
                <span className="mono">
                  {formatTime(receivedAt, now)} {topic} {payload.slice(0, 120)}
                </span>
                {hint && <span className="mono faint">{reason}</span>}
              </li>
            )
          })}
        </ul>
      }
    />
  )
}

function Received({ detail }: { detail: EquipmentDetail }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow()
  const link = useLink()
  return (
    <div className="first-received" data-testid="first-received">
      <p className="first-received-title">
        <CheckCircleFilled /> {t('firstRun.received')}
      </p>
      <dl className="health-figures">
        {Object.entries(detail.latest).map(([metric, latest]) => (
          <div key={metric}>
            <dt>{detail.metrics[metric]?.[language] ?? metric}</dt>
            <dd>
              <Measured
                metric={metric}
                latest={latest}
                info={detail.metrics[metric]}
                around={{ status: detail.status, now, link }}
                judged={false}
                testId={`first-value-${metric}`}
              />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
