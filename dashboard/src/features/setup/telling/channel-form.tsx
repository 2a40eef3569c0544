import { useQuery } from '@tanstack/react-query'
import { Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../../../server/contract/common.ts'
import type { ChannelItem, ChannelKind } from '../../../../../server/contract/telling.ts'
import { teamsQuery, useWriteEntry } from '../../../lib/api/setup.ts'
import { EntryForm, useSaved } from '../entry-form.tsx'
import { IdField } from '../id-field.tsx'
import { channelKinds, type FormSettings, toForm, toSettings } from './channel-fields.ts'
import { SettingsFields } from './settings-fields.tsx'

const roles: readonly Role[] = ['guard', 'engineer', 'manager', 'admin']

type Values = {
  id: string
  name: string
  kind: ChannelKind
  order: number
  roles: Role[]
  teams: string[]
  links: boolean
  settings: FormSettings
}
type Props = {
  channel: ChannelItem | undefined
  onClose: () => void
  /** The secret that was made for it, which is shown this once. */
  onMade: (secret: string) => void
}

export function ChannelForm({ channel, onClose, onMade }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const write = useWriteEntry('channels')
  const saved = useSaved()
  const teams = useQuery(teamsQuery).data ?? []
  const initial: Partial<Values> = channel
    ? { ...channel, settings: toForm(channel.kind, channel.settings) }
    : { kind: 'wecom', order: 100, roles: [], teams: [], links: true, settings: toForm('wecom', undefined) }
  const kind = Form.useWatch('kind', form) ?? initial.kind ?? 'wecom'
  const save = ({ id, kind: chosen, settings, ...rest }: Values) => {
    const body = { ...rest, settings: toSettings(chosen, settings ?? {}, channel === undefined) }
    write.mutate(
      { id: channel?.id, body: channel ? body : { id, kind: chosen, ...body } },
      {
        onSuccess: ({ secret }) => {
          onClose()
          saved()
          if (secret !== undefined) onMade(secret)
        }
      }
    )
  }
  return (
    <EntryForm title={t('setup.channels')} form={form} initial={initial} write={{ ...write, mutate: save }} onClose={onClose}>
      <Form.Item name="kind" label={t('setup.kind')} extra={t(`channel.hint.${kind}`)}>
        <Select<ChannelKind>
          disabled={channel !== undefined}
          options={channelKinds.map((each) => ({ value: each, label: t(`channel.kind.${each}`) }))}
          onChange={(chosen) => form.setFieldValue('settings', toForm(chosen, undefined))}
          data-testid="field-kind"
        />
      </Form.Item>
      <Form.Item name="name" label={t('setup.name')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
        <Input data-testid="field-name" />
      </Form.Item>
      <IdField fixed={channel !== undefined} />
      <SettingsFields kind={kind} known={channel?.settings} />
      <Form.Item name="order" label={t('channel.order')} extra={t('channel.orderHint')}>
        <InputNumber min={0} max={1000} precision={0} />
      </Form.Item>
      <Form.Item name="roles" label={t('channel.roles')} extra={t('channel.rolesHint')}>
        <Select mode="multiple" options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
      </Form.Item>
      <Form.Item name="teams" label={t('setup.teams')}>
        <Select mode="multiple" options={teams.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="links" valuePropName="checked" label={t('channel.links')} extra={t('channel.linksHint')}>
        <Switch />
      </Form.Item>
    </EntryForm>
  )
}
