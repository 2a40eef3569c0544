import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { IncidentItem } from '../../../../../server/contract/incidents.ts'
import type { TicketDetail } from '../../../../../server/contract/tickets.ts'
import { useErrorText } from '../../../components/error-text.ts'
import { useIncidentStep } from '../../../lib/api/incidents.ts'
import { useUserName } from '../../../lib/api/users.ts'
import { useNow } from '../../../lib/clock.ts'
import { formatTime } from '../../../lib/format.ts'
import { usePreferences } from '../../../lib/preferences.ts'

type Props = { role: IncidentItem['items'][number]['role']; incident: IncidentItem; ticket: TicketDetail }

/** What one role has to do; a tick tells who did it and when. */
export function IncidentChecklist({ role, incident, ticket }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const now = useNow('slow')
  const nameOf = useUserName()
  const write = useIncidentStep(ticket.id)
  const { title, detail } = useErrorText(write.error)
  const items = incident.items.filter((item) => item.role === role)
  const done = items.filter((item) => item.done).length
  const mayCheck = incident.endedAt === null && ticket.allowed.includes('comment')
  if (items.length === 0) return null
  return (
    <div className="incident-role" data-testid={`incident-${role}`}>
      <h3>
        {t(`incident.role.${role}`)} <span className="faint">{t('incident.progress', { done, all: items.length })}</span>
      </h3>
      <ul>
        {items.map(({ item, text, textEn, done: isDone, by, at, note }) => (
          <li key={item} data-testid={`incident-item-${item}`}>
            <Checkbox
              checked={isDone}
              disabled={!mayCheck || write.isPending}
              onChange={({ target }) => write.mutate({ step: 'check', body: { item, done: target.checked } })}
            >
              {language === 'en' ? textEn : text}
              {by !== null && at !== null && (
                <span className="faint incident-by">
                  {nameOf(by)} {formatTime(at, now)}
                </span>
              )}
              {note !== null && <span className="muted incident-by">{note}</span>}
            </Checkbox>
          </li>
        ))}
      </ul>
      {write.error && (
        <p role="alert" className="ticket-refused">
          {detail || title}
        </p>
      )}
    </div>
  )
}
