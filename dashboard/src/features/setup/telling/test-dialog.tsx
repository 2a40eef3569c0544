import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelItem } from '../../../../../server/contract/telling.ts'
import { sessionQuery } from '../../../lib/api/session.ts'
import { staffQuery } from '../../../lib/api/staff.ts'
import { useTestChannel } from '../../../lib/api/telling.ts'
import { Failure } from '../entry-form.tsx'
import './telling.css'

/** Sends a test now and shows what the other side said. */
export function TestDialog({ channel, onClose }: { channel: ChannelItem; onClose: () => void }) {
  const { t } = useTranslation()
  const self = useQuery(sessionQuery).data?.id
  const staff = useQuery(staffQuery).data ?? []
  const [chosen, setChosen] = useState<string>()
  const test = useTestChannel(channel.id)
  const user = chosen ?? self
  const answer = test.data
  return (
    <Modal open footer={null} title={`${t('channel.test')} · ${channel.name}`} onCancel={onClose}>
      <div className="channel-test">
        <Select<string | null>
          aria-label={t('channel.testTo')}
          value={user ?? null}
          options={staff.map(({ user: id, name }) => ({ value: id, label: name }))}
          onChange={(id) => id !== null && setChosen(id)}
          showSearch={{ optionFilterProp: 'label' }}
        />
        <Button
          type="primary"
          onClick={() => test.mutate(user === undefined ? {} : { user })}
          loading={test.isPending}
          data-testid="test-send"
        >
          {t('channel.sendTest')}
        </Button>
      </div>
      <Failure error={test.error} />
      {answer && (
        <div className="channel-answer" role="status" data-testid="test-answer" data-ok={answer.ok}>
          <p className={answer.ok ? 'channel-ok' : 'channel-failed'}>
            {answer.ok ? <CheckCircleOutlined /> : <CloseCircleOutlined />} {t(answer.ok ? 'channel.took' : 'channel.refused')}{' '}
            <span className="faint">{Math.round(answer.tookMs)} ms</span>
          </p>
          <pre className="mono">{answer.answer}</pre>
        </div>
      )}
    </Modal>
  )
}
