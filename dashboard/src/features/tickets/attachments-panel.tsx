import { FileTextOutlined, PaperClipOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { AttachmentItem } from '../../../../server/contract/attachments.ts'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { attachmentUrl } from '../../lib/api/attachments.ts'
import { isOpenTicket } from '../../lib/api/tickets.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'
import { AttachForm } from './attach-form.tsx'
import './attachments.css'
import { formatFileSize } from './file-size.ts'

/** Photos and papers of the repair. Who may comment on a ticket that is not closed may attach to it. */
export function AttachmentsPanel({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const mayAttach = isOpenTicket(ticket) && ticket.allowed.includes('comment')
  if (!mayAttach && ticket.attachments.length === 0) return null
  return (
    <section className="panel" aria-label={t('attachment.title')} data-testid="attachments">
      <header className="panel-head">
        <h2>
          <PaperClipOutlined /> {t('attachment.title')}
        </h2>
      </header>
      {ticket.attachments.length === 0 && <p className="muted">{t('attachment.none')}</p>}
      <ul className="attachments">
        {ticket.attachments.map((attachment) => (
          <Attachment key={attachment.hash} ticket={ticket.id} attachment={attachment} />
        ))}
      </ul>
      {mayAttach && <AttachForm ticket={ticket.id} />}
    </section>
  )
}

function Attachment({ ticket, attachment }: { ticket: string; attachment: AttachmentItem }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const { hash, kind, name, type, size, at, by } = attachment
  const url = attachmentUrl(ticket, hash)
  return (
    <li className="attachment" data-testid={`attachment-${kind}`}>
      <a className="attachment-sight" href={url} download={name} aria-label={t('attachment.download', { name })}>
        {type.startsWith('image/') ? <img src={url} alt="" loading="lazy" /> : <FileTextOutlined />}
      </a>
      <div className="attachment-facts">
        <a className="link attachment-name" href={url} download={name}>
          {name}
        </a>
        <p className="muted">
          <span className="badge">{t(`attachmentKind.${kind}`)}</span> {formatFileSize(size)}
        </p>
        <p className="faint">
          {nameOf(by)} <time dateTime={at}>{formatDateTime(at)}</time>
        </p>
      </div>
    </li>
  )
}
