import { CameraOutlined, UploadOutlined } from '@ant-design/icons'
import { App, Button, Progress, Segmented } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AttachmentKind, attachmentBytes, attachmentKinds } from '../../../../server/contract/attachment-limits.ts'
import { useErrorText } from '../../components/error-text.ts'
import { faultOf, useAttach } from '../../lib/api/attachments.ts'
import { ApiError } from '../../lib/api-client.ts'
import { formatFileSize } from './file-size.ts'

const photoTypes = 'image/jpeg,image/png,image/webp'
const documentTypes = '.pdf,.docx,.xlsx,image/jpeg,image/png'

type Sending = { name: string; share: number }
type Fault = { name: string; word: 'heic' | 'tooLarge' | 'wrongType' | 'failed' }

/** One file after the other; the first that is refused ends it, and says why. */
export function AttachForm({ ticket }: { ticket: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [kind, setKind] = useState<AttachmentKind>('photo')
  const [sending, setSending] = useState<Sending>()
  const [fault, setFault] = useState<Fault>()
  const attach = useAttach(ticket)
  const send = async (files: readonly File[]) => {
    attach.reset()
    setFault(undefined)
    for (const file of files) {
      const { name } = file
      const known = faultOf(file, kind)
      if (known) return setFault({ name, word: known })
      try {
        await attach.mutateAsync({ kind, file, onSent: (share) => setSending({ name, share }) })
      } catch (error) {
        return setFault({ name, word: wordOf(error) })
      } finally {
        setSending(undefined)
      }
    }
    void message.success(t('attachment.done'))
  }
  const size = formatFileSize(attachmentBytes[kind])
  return (
    <div className="attach">
      <Segmented
        aria-label={t('attachment.kind')}
        value={kind}
        disabled={attach.isPending}
        options={attachmentKinds.map((value) => ({
          value,
          label: <span data-testid={`attach-kind-${value}`}>{t(`attachmentKind.${value}`)}</span>
        }))}
        onChange={setKind}
      />
      <div className="attach-buttons">
        <FileButton
          testId="attach-camera"
          icon={<CameraOutlined />}
          busy={attach.isPending}
          accept="image/*"
          camera
          onFiles={send}
        >
          {t('attachment.camera')}
        </FileButton>
        <FileButton
          testId="attach-file"
          icon={<UploadOutlined />}
          busy={attach.isPending}
          accept={kind === 'photo' ? photoTypes : documentTypes}
          onFiles={send}
        >
          {t('attachment.choose')}
        </FileButton>
        <span className="faint">{t(kind === 'photo' ? 'attachment.photoHint' : 'attachment.documentHint', { size })}</span>
      </div>
      {sending && (
        <>
          <p className="muted">{t('attachment.sending', sending)}</p>
          <Progress percent={Math.floor(sending.share * 100)} status="active" />
        </>
      )}
      {fault && <Refusal fault={fault} size={size} error={attach.error} />}
    </div>
  )
}

/** The browser's own words for a file input cannot be chosen: a button stands for it. */
function FileButton(props: {
  testId: string
  icon: React.ReactNode
  busy: boolean
  accept: string
  camera?: boolean
  onFiles: (files: readonly File[]) => Promise<void>
  children: string
}) {
  const { testId, icon, busy, accept, camera = false, onFiles, children } = props
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        multiple={!camera}
        {...(camera && { capture: 'environment' as const })}
        data-testid={testId}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          // So that the same file can be chosen again after a refusal.
          target.value = ''
          if (files.length > 0) void onFiles(files)
        }}
      />
      <Button icon={icon} disabled={busy} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  )
}

function Refusal({ fault, size, error }: { fault: Fault; size: string; error: unknown }) {
  const { t } = useTranslation()
  const { title, detail } = useErrorText(error)
  return (
    <p className="ticket-refused" role="alert" data-testid="attach-refused">
      {t(`attachment.${fault.word}`, { name: fault.name, size })}
      {fault.word === 'failed' && `${t('form.sep')}${title}${detail === '' ? '' : ` ${detail}`}`}
    </p>
  )
}

function wordOf(error: unknown): Fault['word'] {
  if (!(error instanceof ApiError)) return 'failed'
  if (error.status === 413) return 'tooLarge'
  return error.status === 415 ? 'wrongType' : 'failed'
}
