import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { manualSources, trades } from '../../../../server/contract/words.ts'
import { WorkerField } from './assign-fields.tsx'
import type { NewTicketValues } from './new-ticket-values.ts'

type Props = {
  type: NewTicketValues['type']
  /** Whether it needs an owner and a date. */
  isDated: boolean
}

/** Where it is, who asked for it and how, who does it and by when. */
export function WhoFields({ type, isDated }: Props) {
  const { t } = useTranslation()
  const optional = t('form.optional')
  const isAsked = type === 'repair' || type === 'complaint'
  return (
    <div className="new-ticket-pairs">
      <Form.Item name="place" label={t('ticket.place')}>
        <Input maxLength={200} placeholder={optional} data-testid="new-ticket-place" />
      </Form.Item>
      <Form.Item name="trade" label={t('ticket.trade')}>
        <Select
          allowClear
          placeholder={optional}
          options={trades.map((trade) => ({ value: trade, label: t(`trade.${trade}`) }))}
        />
      </Form.Item>
      {isAsked && (
        <>
          <Form.Item name="requesterName" label={t('ticket.requesterName')}>
            <Input maxLength={100} placeholder={optional} data-testid="new-ticket-requester" />
          </Form.Item>
          <Form.Item name="requesterPhone" label={t('ticket.requesterPhone')}>
            <Input type="tel" maxLength={40} placeholder={optional} />
          </Form.Item>
        </>
      )}
      <Form.Item name="source" label={t('ticket.source')}>
        <Select
          allowClear
          placeholder={optional}
          options={manualSources.map((source) => ({ value: source, label: t(`ticketSource.${source}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="wantedBy"
        label={t('ticket.wantedBy')}
        rules={isDated ? [{ required: true, message: t('form.required') }] : []}
      >
        <Input type="datetime-local" data-testid="new-ticket-wanted" />
      </Form.Item>
      <WorkerField needed={isDated} />
    </div>
  )
}
