import { BulbOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Form, type FormInstance } from 'antd'
import { useTranslation } from 'react-i18next'
import { urgencyQuery } from '../../lib/api/tickets.ts'
import { useSettled } from '../../lib/use-settled.ts'
import type { NewTicketValues } from './new-ticket-values.ts'

const settleMs = 500

/** What the words say of how urgent it is; taken with a press, never by itself. */
export function UrgencyHint({ form }: { form: FormInstance<NewTicketValues> }) {
  const { t } = useTranslation()
  const title = Form.useWatch('title', form) ?? ''
  const description = Form.useWatch('description', form) ?? ''
  const priority = Form.useWatch('priority', form)
  const text = useSettled(`${title} ${description}`.trim().slice(0, 5000), settleMs)
  const { data: urgency } = useQuery({ ...urgencyQuery(text), enabled: text !== '' })
  if (!urgency || urgency.priority === null || urgency.priority === priority) return null
  const suggested = urgency.priority
  const said = { words: urgency.words.join('、'), priority: suggested, word: t(`priority.${suggested}`) }
  return (
    <span className="urgency" title={urgency.source ?? undefined} data-testid="urgency" data-priority={suggested}>
      <BulbOutlined /> {t('ticket.suggested', said)}
      <Button size="small" type="link" onClick={() => form.setFieldValue('priority', suggested)} data-testid="urgency-take">
        {t('ticket.useSuggested')}
      </Button>
    </span>
  )
}
