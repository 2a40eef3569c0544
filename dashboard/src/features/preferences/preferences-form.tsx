import { Alert, App, Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Priority } from '../../../../server/contract/common.ts'
import type { Language, PreferencesAnswer, TellEvent } from '../../../../server/contract/telling.ts'
import { priorities, tellEvents } from '../../../../server/contract/words.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { useSavePreferences } from '../../lib/api/telling.ts'
import { ChannelOrder } from './channel-order.tsx'

type Values = {
  channels: string[]
  priorities: Priority[]
  events: TellEvent[]
  quietFrom?: string
  quietTo?: string
  language?: Language | undefined
}

export function PreferencesForm({ preferences }: { preferences: PreferencesAnswer }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const write = useSavePreferences()
  useFieldErrors(form, write.error, { quiet: 'quietTo' })
  const { title, detail } = useErrorText(write.error)
  const { channels, quiet, language } = preferences
  const initial: Values = {
    channels,
    priorities: preferences.priorities ?? [],
    events: preferences.events ?? [],
    ...(quiet && { quietFrom: quiet.from, quietTo: quiet.to }),
    ...(language && { language })
  }
  const save = (values: Values) => {
    const { quietFrom: from, quietTo: to } = values
    const wish = {
      channels: values.channels,
      // Nothing chosen: as everybody is told.
      priorities: orNull(values.priorities),
      events: orNull(values.events),
      quiet: from && to ? { from, to } : null,
      language: values.language ?? null
    }
    write.mutate(wish, { onSuccess: () => void message.success(t('setup.saved')) })
  }
  return (
    <Form form={form} layout="vertical" initialValues={initial} onFinish={save} requiredMark={false}>
      <Form.Item name="channels" label={t('preference.order')} extra={t('preference.orderHint')}>
        <ChannelOrder available={preferences.available} />
      </Form.Item>
      <div className="preference-fields">
        <Form.Item name="priorities" label={t('ticket.priority')} extra={t('preference.prioritiesHint')}>
          <Select
            mode="multiple"
            options={priorities.map((each) => ({ value: each, label: `${each} ${t(`priority.${each}`)}` }))}
          />
        </Form.Item>
        <Form.Item name="events" label={t('preference.events')} extra={t('preference.eventsHint')}>
          <Select mode="multiple" options={tellEvents.map((each) => ({ value: each, label: t(`delivery.event.${each}`) }))} />
        </Form.Item>
        <Form.Item name="quietFrom" label={t('preference.quietFrom')} extra={t('preference.quietHint')}>
          <Input type="time" data-testid="quiet-from" />
        </Form.Item>
        <Form.Item name="quietTo" label={t('preference.quietTo')}>
          <Input type="time" data-testid="quiet-to" />
        </Form.Item>
        <Form.Item name="language" label={t('preference.language')}>
          <Select
            allowClear
            placeholder={t('preference.siteLanguage')}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' }
            ]}
          />
        </Form.Item>
      </div>
      {write.error && <Alert type="error" showIcon role="alert" title={title} description={detail} />}
      <Button type="primary" htmlType="submit" loading={write.isPending} data-testid="preferences-save">
        {t('setup.save')}
      </Button>
    </Form>
  )
}

const orNull = <Item,>(list: Item[]): Item[] | null => (list.length === 0 ? null : list)
