import { CameraOutlined } from '@ant-design/icons'
import { Button, Progress } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TicketDetail } from '../../../../server/contract/tickets.ts'
import { useErrorText } from '../../components/error-text.ts'
import { attachmentUrl, faultOf, useAttach } from '../../lib/api/attachments.ts'

/** From the camera to the ticket, and a small picture of each that is there. */
export function PhotoButton({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const attach = useAttach(ticket.id)
  const [share, setShare] = useState<number>()
  const [refused, setRefused] = useState<string>()
  const { title, detail } = useErrorText(attach.error)
  const photos = ticket.attachments.filter(({ type }) => type.startsWith('image/'))
  const send = async (files: readonly File[]) => {
    setRefused(undefined)
    for (const file of files) {
      const fault = faultOf(file, 'photo')
      if (fault) return setRefused(t(`attachment.${fault}`, { name: file.name, size: '10 MB' }))
      await attach.mutateAsync({ kind: 'photo', file, onSent: setShare }).catch(() => undefined)
    }
    setShare(undefined)
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept="image/*"
        capture="environment"
        data-testid="my-photo"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          target.value = ''
          void send(files)
        }}
      />
      <Button size="large" block icon={<CameraOutlined />} loading={attach.isPending} onClick={() => input.current?.click()}>
        {t('my.photo')}
      </Button>
      {attach.isPending && share !== undefined && <Progress percent={Math.floor(share * 100)} status="active" />}
      {photos.length > 0 && (
        <ul className="my-photos" aria-label={t('my.photos', { count: photos.length })}>
          {photos.map(({ hash, name }) => (
            <li key={hash}>
              <img src={attachmentUrl(ticket.id, hash)} alt={name} data-testid="my-photo-taken" />
            </li>
          ))}
        </ul>
      )}
      {(refused !== undefined || attach.error) && (
        <p className="my-refused" role="alert">
          {refused ?? [title, detail].filter(Boolean).join(t('form.sep'))}
        </p>
      )}
    </>
  )
}
