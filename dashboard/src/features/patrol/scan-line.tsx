import { ClockCircleOutlined, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ComparisonItem, ScanItem } from '../../../../server/contract/patrol.ts'
import { scanPhotoUrl } from '../../lib/api/patrol.ts'
import { useUserName } from '../../lib/api/users.ts'
import { useNow } from '../../lib/clock.ts'
import { formatTime } from '../../lib/format.ts'
import '../../components/badges.css'

type Props = {
  scan: ScanItem
  /** End of the window it counts for, ms: what is told after it is told late. */
  dueBy?: number
}

/** Who was there when, how sure that is, what speaks against it, and what was found. */
export function ScanLine({ scan, dueBy }: Props) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const nameOf = useUserName()
  const { ts, receivedAt, assurance, suspect } = scan
  return (
    <div className={suspect.length > 0 ? 'scan scan-doubtful' : 'scan'} data-testid={`scan-${scan.id}`}>
      <p className="scan-facts">
        <time dateTime={ts}>{formatTime(ts, now)}</time>
        <span>{nameOf(scan.guard)}</span>
        {scan.reader !== null && <span>{t('patrol.byReader', { reader: scan.reader })}</span>}
        <span className="badge" title={t(`patrol.assuranceHint.${assurance}`)}>
          {t(`patrol.assurance.${assurance}`)}
        </span>
        {dueBy !== undefined && Date.parse(receivedAt) >= dueBy && (
          <span className="badge tone-warning">
            <ClockCircleOutlined />
            {t('patrol.toldLate', { time: formatTime(receivedAt, now) })}
          </span>
        )}
        {scan.result === 'issue' && (
          <span className="badge tone-alarm">
            <ExclamationCircleFilled />
            {t('patrol.issue')}
          </span>
        )}
        {scan.ticket !== null && (
          <Link className="link" to={`/tickets/${scan.ticket}`}>
            {t('patrol.hazard')}
          </Link>
        )}
      </p>
      {scan.note !== null && <p className="scan-note">{scan.note}</p>}
      {scan.comparisons.map((comparison) => (
        <ComparisonLine key={comparison.item} comparison={comparison} />
      ))}
      {suspect.map((reason) => (
        <p key={reason} className="scan-doubt">
          <WarningFilled /> {t(`patrol.suspicion.${reason}`)}
        </p>
      ))}
      {scan.photos.length > 0 && <Photos hashes={scan.photos} />}
    </div>
  )
}

/** A typed number beside what its sensor said at that time. */
function ComparisonLine({ comparison }: { comparison: ComparisonItem }) {
  const { t } = useTranslation()
  const now = useNow('slow')
  const { text, typed, measured, measuredAt, difference, tolerance, agrees, ticket } = comparison
  if (measuredAt === null) return <p className="muted">{t('patrol.notCompared', { text, typed })}</p>
  return (
    <p className={agrees ? 'muted' : 'scan-doubt'}>
      {t('patrol.compared', { text, typed, measured, difference, tolerance, time: formatTime(measuredAt, now) })}{' '}
      {ticket !== null && (
        <Link className="link" to={`/tickets/${ticket}`}>
          {t('patrol.checkJob')}
        </Link>
      )}
    </p>
  )
}

function Photos({ hashes }: { hashes: readonly string[] }) {
  const { t } = useTranslation()
  return (
    <p className="scan-photos">
      {hashes.map((hash) => (
        <a key={hash} href={scanPhotoUrl(hash)} target="_blank" rel="noreferrer">
          <img src={scanPhotoUrl(hash)} alt={t('patrol.photo')} loading="lazy" />
        </a>
      ))}
    </p>
  )
}
