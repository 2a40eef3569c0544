import { useQuery } from '@tanstack/react-query'
import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReaderItem } from '../../../../server/contract/setup.ts'
import { readersQuery } from '../../lib/api/setup.ts'
import { ConnectDialog } from './connect-dialog.tsx'
import { EntryForm } from './entry-form.tsx'
import { EntryList } from './entry-list.tsx'
import { IdField } from './id-field.tsx'
import { LinkFacts } from './link-facts.tsx'
import { RotateButton } from './rotate-button.tsx'
import { useWriteLogin } from './use-write-login.ts'

type Connecting = { id: string; password?: string | undefined }

export function ReadersSection() {
  const query = useQuery(readersQuery)
  const [open, setOpen] = useState<'new' | ReaderItem>()
  const [connecting, setConnecting] = useState<Connecting>()
  return (
    <>
      <EntryList
        section="readers"
        query={query}
        onAdd={() => setOpen('new')}
        onEdit={setOpen}
        title={({ id }) => <span className="mono">{id}</span>}
        facts={(reader) => (
          <>
            <LinkFacts item={reader} />
            <span>{reader.location}</span>
          </>
        )}
        actions={({ id }) => <RotateButton section="readers" id={id} onDone={(password) => setConnecting({ id, password })} />}
      />
      {open && (
        <ReaderForm reader={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} onMade={setConnecting} />
      )}
      {connecting && <ConnectDialog {...connecting} equipment={undefined} onClose={() => setConnecting(undefined)} />}
    </>
  )
}

type Values = { id: string; location: string }
type FormProps = { reader: ReaderItem | undefined; onClose: () => void; onMade: (made: Connecting) => void }

function ReaderForm({ reader, onClose, onMade }: FormProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const write = useWriteLogin('readers', { id: reader?.id, onClose, onMade })
  return (
    <EntryForm title={t('setup.readers')} form={form} initial={reader ?? { location: '' }} write={write} onClose={onClose}>
      <IdField label={t('setup.username')} fixed={reader !== undefined} placeholder="reader-1" />
      <Form.Item name="location" label={t('setup.location')}>
        <Input />
      </Form.Item>
    </EntryForm>
  )
}
