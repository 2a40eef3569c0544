import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WallKeyAnswer, WallKeyItem } from '../../../../server/contract/wall-keys.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { useUserName } from '../../lib/api/users.ts'
import { useMakeWallKey, useRevokeWallKey, wallKeysQuery } from '../../lib/api/wall.ts'
import { formatDateTime } from '../../lib/format.ts'
import { CopyLine } from './copy-line.tsx'
import { EntryForm } from './entry-form.tsx'

/** Screens on the wall that may look, each by a key of its own. */
export function WallKeysSection() {
  const { t } = useTranslation()
  const { data: keys, error, refetch } = useQuery(wallKeysQuery)
  const [open, setOpen] = useState<'new' | WallKeyAnswer>()
  return (
    <section className="panel" aria-label={t('setup.wallKeys')}>
      <header className="panel-head setup-head">
        <p className="muted setup-hint">{t('wallKey.hint')}</p>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen('new')} data-testid="setup-add">
          {t('setup.add')}
        </Button>
      </header>
      {!keys && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />)}
      {keys?.length === 0 && <EmptyState title={t('setup.none')} />}
      <ul className="entries">
        {keys?.map((key) => (
          <WallKeyRow key={key.id} wallKey={key} />
        ))}
      </ul>
      {open === 'new' && <WallKeyForm onMade={setOpen} onClose={() => setOpen(undefined)} />}
      {open !== undefined && open !== 'new' && <WallAddress made={open} onClose={() => setOpen(undefined)} />}
    </section>
  )
}

function WallKeyRow({ wallKey: { id, name, createdAt, createdBy, usedAt } }: { wallKey: WallKeyItem }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const nameOf = useUserName()
  const revoke = useRevokeWallKey()
  const onError = () => void message.error(t('alarm.again'))
  return (
    <li className="entry" data-testid={`wall-key-${id}`}>
      <div className="entry-main">
        <span className="entry-title">{name}</span>
        <span className="entry-facts">
          <span>{t('wallKey.createdAt', { time: formatDateTime(createdAt), who: nameOf(createdBy) })}</span>
          <span>{usedAt === null ? t('wallKey.unused') : t('wallKey.usedAt', { time: formatDateTime(usedAt) })}</span>
        </span>
      </div>
      <Popconfirm
        title={t('wallKey.revokeAsk', { name })}
        okText={t('wallKey.revoke')}
        cancelText={t('page.cancel')}
        onConfirm={() => revoke.mutate(id, { onError })}
      >
        <Button size="small" danger type="text" loading={revoke.isPending} data-testid="wall-key-revoke">
          {t('wallKey.revoke')}
        </Button>
      </Popconfirm>
    </li>
  )
}

type FormProps = { onMade: (made: WallKeyAnswer) => void; onClose: () => void }

function WallKeyForm({ onMade, onClose }: FormProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<{ name: string }>()
  const make = useMakeWallKey()
  return (
    <EntryForm
      title={t('setup.wallKeys')}
      form={form}
      initial={{}}
      write={{ ...make, mutate: (values) => make.mutate(values, { onSuccess: onMade }) }}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t('wallKey.name')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input maxLength={100} data-testid="field-name" />
      </Form.Item>
    </EntryForm>
  )
}

/** A click beside it must not close what is shown only once. */
function WallAddress({ made, onClose }: { made: WallKeyAnswer; onClose: () => void }) {
  const { t } = useTranslation()
  const address = `${window.location.origin}/wall#key=${made.key}`
  return (
    <Modal open footer={null} width={620} title={made.name} onCancel={onClose} mask={{ closable: false }}>
      <p className="setup-once">{t('wallKey.once')}</p>
      <CopyLine label={t('wallKey.made')} text={address} testId="wall-address" />
      <CopyLine label={t('wallKey.english')} text={`${address}&lang=en`} />
    </Modal>
  )
}
