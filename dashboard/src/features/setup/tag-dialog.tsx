import { useQuery } from '@tanstack/react-query'
import { Modal, QRCode } from 'antd'
import { useTranslation } from 'react-i18next'
import { siteQuery } from '../../lib/api/site.ts'
import { CopyLine } from './copy-line.tsx'

type Props = { checkpoint: { id: string; name: string }; onClose: () => void }

/** What to write to the tag of a place, and the code that stands in for it. */
export function TagDialog({ checkpoint, onClose }: Props) {
  const { t } = useTranslation()
  const { data: site } = useQuery(siteQuery)
  const origin = (site?.publicUrl ?? window.location.origin).replace(/\/+$/, '')
  const url = `${origin}/c/${encodeURIComponent(checkpoint.id)}`
  return (
    <Modal open footer={null} title={checkpoint.name} onCancel={onClose}>
      <p className="muted">{t('checkpoint.writeHint')}</p>
      {site && site.publicUrl === undefined && <p className="setup-once">{t('checkpoint.noAddress')}</p>}
      <CopyLine label={t('checkpoint.url')} text={url} testId="tag-url" />
      <CopyLine label={t('checkpoint.sunUrl')} text={`${url}?e=${'0'.repeat(32)}&c=${'0'.repeat(16)}`} />
      <p className="faint">{t('checkpoint.sunHint')}</p>
      <figure className="tag-code" role="img" aria-label={t('checkpoint.qr', { name: checkpoint.name })} data-testid="tag-code">
        {/* Black on white whatever the theme: it is printed, and read by cameras. */}
        <QRCode type="svg" value={url} size={200} color="#000000" bgColor="#ffffff" bordered={false} errorLevel="M" />
        <figcaption className="mono">{checkpoint.id}</figcaption>
      </figure>
    </Modal>
  )
}
