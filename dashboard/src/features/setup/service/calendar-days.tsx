import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarDay, DayKind } from '../../../../../server/contract/sla.ts'
import { EmptyState, ErrorState, PageLoading } from '../../../components/states.tsx'
import { useFieldErrors } from '../../../components/use-field-errors.ts'
import { calendarDaysQuery, useRemoveDay, useSetDay } from '../../../lib/api/sla.ts'
import { useNow } from '../../../lib/clock.ts'
import { siteDateOf, weekdayOf } from '../../../lib/site-dates.ts'
import { Failure, useSaved } from '../entry-form.tsx'
import '../../../components/badges.css'

/** The days of a year that differ from their weekday. */
export function CalendarDays() {
  const { t } = useTranslation()
  const now = useNow('slow')
  const [year, setYear] = useState(() => Number(siteDateOf(now).slice(0, 4)))
  const { data, error, refetch } = useQuery(calendarDaysQuery(year))
  return (
    <section className="panel calendar-days" aria-label={t('sla.days')}>
      <header className="panel-head setup-head">
        <h2 className="setup-hint">{t('sla.days')}</h2>
        <Button icon={<LeftOutlined />} aria-label={t('sla.yearBefore')} onClick={() => setYear(year - 1)} />
        <strong>{year}</strong>
        <Button icon={<RightOutlined />} aria-label={t('sla.yearAfter')} onClick={() => setYear(year + 1)} />
      </header>
      {data && !data.shipped && <Alert type="warning" showIcon title={t('sla.notShipped', { year })} />}
      <NewDay key={year} year={year} />
      {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={4} />)}
      {data?.items.length === 0 && <EmptyState title={t('sla.noDays')} />}
      <ul className="entries">
        {data?.items.map((day) => (
          <Day key={day.date} day={day} />
        ))}
      </ul>
    </section>
  )
}

function Day({ day }: { day: CalendarDay }) {
  const { t } = useTranslation()
  const remove = useRemoveDay()
  const { date, kind, name, origin, source } = day
  return (
    <li className="entry" data-testid={`day-${date}`}>
      <div className="entry-main">
        <span className="calendar-day">
          <span className={`badge tone-${kind === 'holiday' ? 'normal' : 'warning'}`}>{t(`sla.kind.${kind}`)}</span>
          <span>{date}</span>
          <span className="muted">{t(`weekday.${weekdayOf(date)}`)}</span>
          <span>{name}</span>
        </span>
        {source !== null && <span className="entry-facts">{source}</span>}
        <Failure error={remove.error} />
      </div>
      {origin === 'site' && (
        <Popconfirm
          title={t('sla.removeDay')}
          okText={t('sla.remove')}
          cancelText={t('page.cancel')}
          onConfirm={() => remove.mutate(date)}
        >
          <Button size="small" type="text" danger loading={remove.isPending}>
            {t('sla.remove')}
          </Button>
        </Popconfirm>
      )}
    </li>
  )
}

type Values = { date: string; kind: DayKind; name: string }

/** One of the site's own wins over one that came with the program. */
function NewDay({ year }: { year: number }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const set = useSetDay()
  const saved = useSaved()
  useFieldErrors(form, set.error)
  const needed = [{ required: true, message: t('form.required') }]
  const save = (day: Values) => {
    const onSuccess = () => {
      form.resetFields()
      saved()
    }
    set.mutate(day, { onSuccess })
  }
  return (
    <>
      <Form form={form} className="new-day" initialValues={{ kind: 'holiday' }} onFinish={save}>
        <Form.Item name="date" rules={needed}>
          <Input type="date" min={`${year}-01-01`} max={`${year}-12-31`} aria-label={t('people.day')} data-testid="field-date" />
        </Form.Item>
        <Form.Item name="kind">
          <Select
            aria-label={t('setup.kind')}
            options={(['holiday', 'workday'] as const).map((kind) => ({ value: kind, label: t(`sla.kind.${kind}`) }))}
          />
        </Form.Item>
        <Form.Item name="name" rules={needed}>
          <Input placeholder={t('sla.dayName')} aria-label={t('sla.dayName')} data-testid="field-day-name" />
        </Form.Item>
        <Button htmlType="submit" loading={set.isPending} data-testid="day-add">
          {t('setup.add')}
        </Button>
      </Form>
      <Failure error={set.error} />
    </>
  )
}
