import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RunningLog, SignatureState } from '../../../../server/contract/reports.ts'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'
import { LogFigures } from './log-figures.tsx'
import { RemarkForm, SignForm } from './log-forms.tsx'
import '../../components/badges.css'

const tones: Record<SignatureState, string> = { unsigned: 'offline', signed: 'normal', differs: 'alarm', archived: 'offline' }

export function RunningLogPanel({ log }: { log: RunningLog }) {
  const { t } = useTranslation()
  return (
    <>
      <section className="panel" aria-label={t('report.tab.logs')} data-testid="running-log" data-state={log.state}>
        <header className="panel-head">
          <h2>
            {log.location} · {log.shiftName}
          </h2>
          <span className="muted">
            {formatDateTime(log.from).slice(0, 16)} – {formatDateTime(log.to).slice(0, 16)}
          </span>
          <span className={`badge tone-${tones[log.state]}`}>{t(`report.signature.${log.state}`)}</span>
        </header>
        <LogFigures figures={log.figures} />
      </section>
      <Exceptions log={log} />
      <Remarks log={log} />
      <Signatures log={log} />
    </>
  )
}

function Exceptions({ log }: { log: RunningLog }) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('report.exceptions')}>
      <h2>{t('report.exceptions')}</h2>
      {log.exceptions.length === 0 && <p className="panel-none">{t('report.noExceptions')}</p>}
      <ul className="log-lines">
        {log.exceptions.map(({ kind, id, number, equipment, title, at }) => (
          <li key={`${kind} ${id}`} className="log-line">
            <time className="muted">{formatDateTime(at)}</time>
            <Link className="link log-line-main" to={kind === 'alarm' ? `/alarms/${id}` : `/tickets/${id}`}>
              {number} {title}
            </Link>
            <EquipmentLink id={equipment} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Remarks({ log }: { log: RunningLog }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  return (
    <section className="panel" aria-label={t('report.remarks')}>
      <h2>{t('report.remarks')}</h2>
      <ul className="log-lines">
        {log.remarks.map(({ at, by, text }) => (
          <li key={`${at} ${by} ${text}`} className="log-line">
            <time className="muted">{formatDateTime(at)}</time>
            <span className="log-line-main">{text}</span>
            <span className="muted">{nameOf(by)}</span>
          </li>
        ))}
      </ul>
      {log.state !== 'archived' && <RemarkForm log={log} />}
    </section>
  )
}

function Signatures({ log }: { log: RunningLog }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  return (
    <section className="panel" aria-label={t('report.signatures')}>
      <h2>{t('report.signatures')}</h2>
      {log.state === 'differs' && <p className="log-differs">{t('report.differs')}</p>}
      <ul className="log-lines">
        {log.signatures.map(({ by, at, hash, note }) => (
          <li key={`${at} ${by}`} className="log-line" data-testid="signature">
            <time className="muted">{formatDateTime(at)}</time>
            <span className="log-line-main">
              <strong>{nameOf(by)}</strong> {note}
            </span>
            <span className="mono faint" title={hash}>
              {hash.slice(0, 12)}
            </span>
          </li>
        ))}
      </ul>
      {log.over && log.state !== 'archived' && <SignForm log={log} />}
      {!log.over && <p className="muted">{t('report.notOver')}</p>}
    </section>
  )
}
