import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { ConnectFacts } from './connect-facts.tsx'

type Props = { id: string; equipment: string | undefined; password?: string | undefined; onClose: () => void }

/** A click beside it must not close what is shown only once. */
export function ConnectDialog({ onClose, ...facts }: Props) {
  const { t } = useTranslation()
  return (
    <Modal
      open
      footer={null}
      width={620}
      title={`${t('setup.how')} · ${facts.id}`}
      onCancel={onClose}
      mask={{ closable: facts.password === undefined }}
    >
      <ConnectFacts {...facts} />
    </Modal>
  )
}
