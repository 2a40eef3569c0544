import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWriteEntry } from '../../lib/api/setup.ts'

type Props = { section: 'devices' | 'readers'; id: string; onDone: (password: string | undefined) => void }

/** A new generated password; the old one ends at once. */
export function RotateButton({ section, id, onDone }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const write = useWriteEntry(section)
  const rotate = () =>
    write.mutate(
      { id, body: { password: null } },
      { onSuccess: ({ password }) => onDone(password), onError: () => void message.error(t('alarm.again')) }
    )
  return (
    <Popconfirm title={t('setup.rotateAsk')} okText={t('setup.rotate')} cancelText={t('page.cancel')} onConfirm={rotate}>
      <Button size="small" loading={write.isPending}>
        {t('setup.rotate')}
      </Button>
    </Popconfirm>
  )
}
