import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CertificateItem } from '../../../../../server/contract/workforce.ts'
import '../../../components/badges.css'

const icons: Record<CertificateItem['state'], ReactNode> = {
  valid: <CheckCircleOutlined />,
  expiring: <ClockCircleOutlined />,
  expired: <CloseCircleOutlined />
}
const tones: Record<CertificateItem['state'], string> = { valid: 'normal', expiring: 'warning', expired: 'alarm' }

/** Which papers somebody holds, and how long they are good for. */
export function CertificateMarks({ certificates }: { certificates: readonly CertificateItem[] }) {
  const used = certificates.filter(({ enabled }) => enabled)
  if (used.length === 0) return null
  return (
    <span className="certificate-marks">
      {used.map((certificate) => (
        <CertificateMark key={certificate.id} certificate={certificate} />
      ))}
    </span>
  )
}

export function CertificateMark({ certificate }: { certificate: CertificateItem }) {
  const { t } = useTranslation()
  const { type, state, expires, daysLeft } = certificate
  return (
    <span className={`badge tone-${tones[state]}`} data-testid="certificate" data-state={state}>
      {icons[state]}
      {t(`dispatch.certificate.${type}`)} {state === 'valid' && t('people.until', { date: expires })}
      {state === 'expiring' && t('people.daysLeft', { count: daysLeft })}
      {state === 'expired' && t('people.expired', { date: expires })}
    </span>
  )
}
