import { useQuery } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelItem } from '../../../../../server/contract/telling.ts'
import { channelsQuery } from '../../../lib/api/setup.ts'
import { CopyLine } from '../copy-line.tsx'
import { EntryList } from '../entry-list.tsx'
import { ChannelForm } from './channel-form.tsx'
import { ChannelState } from './channel-state.tsx'
import { TestDialog } from './test-dialog.tsx'

/** Where messages go out. */
export function ChannelsSection() {
  const { t } = useTranslation()
  const query = useQuery(channelsQuery)
  const [open, setOpen] = useState<'new' | ChannelItem>()
  const [testing, setTesting] = useState<ChannelItem>()
  const [secret, setSecret] = useState<string>()
  return (
    <>
      <EntryList
        section="channels"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ name }) => name}
        facts={(channel) => <ChannelState channel={channel} />}
        actions={(channel) => (
          <Button size="small" onClick={() => setTesting(channel)} data-testid={`test-${channel.id}`}>
            {t('channel.test')}
          </Button>
        )}
      />
      {open && <ChannelForm channel={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} onMade={setSecret} />}
      {testing && <TestDialog channel={testing} onClose={() => setTesting(undefined)} />}
      {secret !== undefined && (
        <Modal
          open
          footer={null}
          title={t('channel.field.secret')}
          onCancel={() => setSecret(undefined)}
          mask={{ closable: false }}
        >
          <p className="setup-once">{t('channel.secretOnce')}</p>
          <CopyLine label={t('channel.field.secret')} text={secret} testId="shown-secret" />
        </Modal>
      )}
    </>
  )
}
