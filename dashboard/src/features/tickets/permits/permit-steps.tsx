import { CameraOutlined, CheckCircleFilled } from '@ant-design/icons'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PermitItem, PermitStep } from '../../../../../server/contract/permits.ts'
import type { TicketDetail } from '../../../../../server/contract/tickets.ts'
import { useErrorText } from '../../../components/error-text.ts'
import { attachmentUrl } from '../../../lib/api/attachments.ts'
import { usePermitStep } from '../../../lib/api/permits.ts'
import { useUserName } from '../../../lib/api/users.ts'
import { formatDateTime } from '../../../lib/format.ts'

type Props = { permit: PermitItem; ticket: TicketDetail }

/** One after the other; only the next one has a button. */
export function PermitSteps({ permit, ticket }: Props) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  return (
    <ol className="permit-steps">
      {permit.steps.map(({ step, at, by, note, photo }, number) => {
        const isNext = permit.nextStep === step
        return (
          <li
            key={step}
            className={at === null ? 'permit-step' : 'permit-step permit-step-done'}
            aria-current={isNext ? 'step' : undefined}
            data-testid={`permit-step-${step}`}
            data-done={at !== null}
          >
            <span className="permit-step-mark">{at === null ? number + 1 : <CheckCircleFilled />}</span>
            <span className="permit-step-name">{t(`permit.step.${step}`)}</span>
            <span className="faint permit-step-by">
              {at !== null && by !== null && t('permit.by', { name: nameOf(by), time: formatDateTime(at) })}
              {note !== null && ` · ${note}`}
              {photo !== null && (
                <a href={attachmentUrl(ticket.id, photo)} target="_blank" rel="noreferrer" aria-label={t('permit.stepPhoto')}>
                  <img className="permit-step-photo" src={attachmentUrl(ticket.id, photo)} alt="" loading="lazy" />
                </a>
              )}
            </span>
            {isNext && permit.allowed.includes('confirm') && <Confirm permit={permit} step={step} ticket={ticket} />}
          </li>
        )
      })}
    </ol>
  )
}

function Confirm({ permit, step, ticket }: Props & { step: PermitStep }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [photo, setPhoto] = useState<string>()
  const write = usePermitStep(ticket.id)
  const { title, detail } = useErrorText(write.error)
  const photos = ticket.attachments.filter(({ type }) => type.startsWith('image/'))
  const confirm = () =>
    write.mutate(
      { action: 'confirm', id: permit.id, body: { step, ...(photo !== undefined && { photo }) } },
      { onSuccess: () => void message.success(t('permit.done.confirm')) }
    )
  return (
    <span className="permit-confirm">
      {photos.length > 0 && (
        <Select
          allowClear
          className="permit-photo"
          aria-label={t('permit.photo')}
          placeholder={t('permit.photo')}
          suffixIcon={<CameraOutlined />}
          value={photo ?? null}
          options={photos.map(({ hash, name }) => ({ value: hash, label: name }))}
          onChange={(chosen) => setPhoto(chosen ?? undefined)}
        />
      )}
      <Button type="primary" loading={write.isPending} onClick={confirm} data-testid="permit-confirm">
        {t('permit.confirm', { step: t(`permit.step.${step}`) })}
      </Button>
      {write.error && (
        <span role="alert" className="ticket-refused">
          {detail || title}
        </span>
      )}
    </span>
  )
}
