import { useQuery } from '@tanstack/react-query'
import { Form, Input, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RouteInput } from '../../../../server/contract/site.ts'
import { planTypes } from '../../../../server/contract/words.ts'
import { checkpointsQuery, useWriteEntry } from '../../lib/api/setup.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { EntryForm, useSaved } from './entry-form.tsx'
import { IdField } from './id-field.tsx'
import { PlanPreview } from './plans/plan-preview.tsx'
import { DayFields, RhythmFields } from './rhythm-fields.tsx'
import type { RoutePreset } from './route-presets.ts'
import { type RouteValues, toRouteBody, toRouteValues } from './route-values.ts'

/** A route to change, or a new one, with what a preset says. */
type Props = { route?: RouteInput; preset?: RoutePreset; onClose: () => void }

const orders = ['any', 'given'] as const

export function RouteForm({ route, preset, onClose }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const [form] = Form.useForm<RouteValues>()
  const { data: places = [] } = useQuery(checkpointsQuery)
  const write = useWriteEntry('routes')
  const saved = useSaved()
  const needed = [{ required: true, message: t('form.required') }]
  const save = (values: RouteValues) => {
    const done = () => {
      onClose()
      saved()
    }
    write.mutate({ id: route?.id, body: toRouteBody(values, route === undefined) }, { onSuccess: done })
  }
  const begun = preset && { id: preset.id, name: preset[language], ...preset.plan }
  const rhythm = Form.useWatch('rhythm', form)
  return (
    <EntryForm
      title={t('setup.routes')}
      form={form}
      initial={toRouteValues(route ?? begun ?? {})}
      write={{ ...write, mutate: save }}
      onClose={onClose}
      aside={<PlanPreview />}
    >
      <Form.Item name="name" label={t('setup.name')} rules={[{ ...needed[0], whitespace: true }]}>
        <Input data-testid="field-name" />
      </Form.Item>
      <IdField fixed={route !== undefined} placeholder="night-patrol" />
      <Form.Item name="type" label={t('route.type')}>
        <Select options={planTypes.map((value) => ({ value, label: t(`patrol.type.${value}`) }))} />
      </Form.Item>
      <Form.Item name="checkpoints" label={t('route.checkpoints')} rules={needed}>
        <Select
          mode="multiple"
          options={places.filter(({ enabled }) => enabled !== false).map(({ id, name }) => ({ value: id, label: name }))}
          showSearch={{ optionFilterProp: 'label' }}
          data-testid="field-checkpoints"
        />
      </Form.Item>
      <Form.Item name="order" label={t('route.order')}>
        <Segmented options={orders.map((value) => ({ value, label: t(`route.orders.${value}`) }))} />
      </Form.Item>
      <Form.Item name="rhythm" label={t('route.rhythm')}>
        <Segmented
          options={[
            { value: 'windows', label: t('route.byWindows') },
            { value: 'times', label: t('route.byTimes') }
          ]}
        />
      </Form.Item>
      <RhythmFields rhythm={rhythm ?? 'windows'} />
      <DayFields withDays={rhythm !== 'times'} />
      <Form.Item name="grace" label={t('route.grace')} extra={t('route.durationHint')}>
        <Input />
      </Form.Item>
    </EntryForm>
  )
}
