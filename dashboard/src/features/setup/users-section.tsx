import { useQuery } from '@tanstack/react-query'
import { Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../../server/contract/common.ts'
import type { UserAccount } from '../../../../server/contract/setup.ts'
import { roles } from '../../../../server/contract/words.ts'
import { sessionQuery } from '../../lib/api/session.ts'
import { accountsQuery, useWriteEntry } from '../../lib/api/setup.ts'
import { CopyLine } from './copy-line.tsx'
import { EntryForm, useSaved } from './entry-form.tsx'
import { EntryList } from './entry-list.tsx'
import { IdField } from './id-field.tsx'

type Shown = { id: string; password?: string | undefined }

export function UsersSection() {
  const { t } = useTranslation()
  const query = useQuery(accountsQuery)
  const self = useQuery(sessionQuery).data?.id
  const [open, setOpen] = useState<'new' | UserAccount>()
  const [shown, setShown] = useState<Shown>()
  return (
    <>
      <EntryList
        section="users"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ name }) => name}
        facts={({ id, role }) => (
          <>
            <span className="mono">{id}</span>
            <span>{t(`role.${role}`)}</span>
          </>
        )}
        isKept={({ id }) => id === 'admin' || id === self}
      />
      {open && <UserForm user={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} onMade={setShown} />}
      {shown && (
        <Modal open footer={null} title={shown.id} onCancel={() => setShown(undefined)}>
          <p className="setup-once">{t('setup.shownOnce')}</p>
          <CopyLine label={t('setup.username')} text={shown.id} />
          <CopyLine label={t('setup.password')} text={shown.password ?? ''} testId="shown-password" />
        </Modal>
      )}
    </>
  )
}

type Values = { id: string; name: string; role: Role; password?: string }
type FormProps = { user: UserAccount | undefined; onClose: () => void; onMade: (made: Shown) => void }

function UserForm({ user, onClose, onMade }: FormProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const write = useWriteEntry('users')
  const saved = useSaved()
  const save = ({ id, password, ...rest }: Values) => {
    const body = { ...rest, ...(user ? {} : { id }), ...(password ? { password } : {}) }
    write.mutate(
      { id: user?.id, body },
      {
        onSuccess: (answer) => {
          onClose()
          saved()
          if (answer.password !== undefined) onMade(answer)
        }
      }
    )
  }
  const initial: Partial<Values> = user ? { id: user.id, name: user.name, role: user.role } : { role: 'engineer' }
  return (
    <EntryForm title={t('setup.users')} form={form} initial={initial} write={{ ...write, mutate: save }} onClose={onClose}>
      <Form.Item name="name" label={t('setup.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
        <Input data-testid="field-name" />
      </Form.Item>
      <IdField label={t('session.username')} fixed={user !== undefined} />
      <Form.Item name="role" label={t('setup.role')}>
        <Select disabled={user?.id === 'admin'} options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t(user ? 'setup.newPassword' : 'setup.userPassword')}
        extra={user ? t('form.optional') : t('setup.userPasswordHint')}
        rules={[{ min: 8, message: t('firstRun.passwordShort') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </EntryForm>
  )
}
