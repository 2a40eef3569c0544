import { Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChannelKind } from '../../../../../server/contract/telling.ts'
import { type ChannelField, channelFields } from './channel-fields.ts'

/** `known`: how the service shows the settings there are, with secrets masked. */
type Props = { kind: ChannelKind; known: Record<string, unknown> | undefined }

export function SettingsFields({ kind, known }: Props) {
  return channelFields[kind].map((field) => <SettingsField key={`${kind} ${field.name}`} field={field} known={known} />)
}

function SettingsField({ field, known }: { field: ChannelField; known: Props['known'] }) {
  const { t } = useTranslation()
  const { name, sort, hidden, needed } = field
  const stays = hidden === true && known?.[name] !== undefined
  return (
    <Form.Item
      name={['settings', name]}
      label={t(`channel.field.${name}`)}
      valuePropName={sort === 'flag' ? 'checked' : 'value'}
      rules={needed && !stays ? [{ required: true, message: t('form.required') }] : []}
      extra={stays ? t('channel.stays', { shown: shownOf(known?.[name]) }) : undefined}
    >
      {controlOf(field)}
    </Form.Item>
  )
}

const shownOf = (value: unknown): string => (typeof value === 'string' ? value : '***')

function controlOf({ name, sort, choices, example }: ChannelField): ReactNode {
  const testId = `setting-${name}`
  switch (sort) {
    case 'secret':
      return <Input.Password autoComplete="new-password" data-testid={testId} />
    case 'number':
      return <InputNumber min={1} precision={0} data-testid={testId} />
    case 'flag':
      return <Switch data-testid={testId} />
    case 'choice':
      return <Select options={choices?.map((value) => ({ value, label: value })) ?? []} />
    case 'lines':
    case 'headers':
      return <Input.TextArea autoSize={{ minRows: 2 }} placeholder={example} className="mono" />
    case 'text':
      return <Input placeholder={example} autoComplete="off" spellCheck={false} data-testid={testId} />
  }
}
