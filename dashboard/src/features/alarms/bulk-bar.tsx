import { App, Button, Checkbox, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmItem } from '../../../../server/contract/alarms.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useAcknowledgeAll, wantsAcknowledging } from '../../lib/api/alarms.ts'

type Props = {
  chosen: readonly AlarmItem[]
  /** The rows on the screen. */
  all: readonly AlarmItem[]
  onSelect: (ids: readonly string[]) => void
  hint: string
}

/** Selects all or none, and acknowledges what is selected, with one note for all. */
export function BulkBar({ chosen, all, onSelect, hint }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [note, setNote] = useState('')
  const acknowledge = useAcknowledgeAll()
  const { title } = useErrorText(acknowledge.data?.failure)
  const ids = chosen.filter(wantsAcknowledging).map(({ id }) => id)
  const send = () =>
    acknowledge.mutate(
      { ids, note: note.trim() },
      {
        onSuccess: ({ done, failed }) => {
          void (failed === 0
            ? message.success(t('alarm.acknowledgedMany', { count: done }))
            : message.error(t('alarm.acknowledgedSome', { done, failed })))
          setNote('')
          onSelect([])
        }
      }
    )
  return (
    <div className="bulk">
      <Checkbox
        checked={chosen.length > 0 && chosen.length === all.length}
        indeterminate={chosen.length > 0 && chosen.length < all.length}
        onChange={({ target }) => onSelect(target.checked ? all.map(({ id }) => id) : [])}
        data-testid="select-all"
      >
        {chosen.length > 0 ? t('alarm.selected', { count: chosen.length }) : t('alarm.selectAll')}
      </Checkbox>
      {chosen.length > 0 && (
        <Popconfirm
          title={t('alarm.acknowledgeMany', { count: ids.length })}
          description={
            <Input
              value={note}
              onChange={({ target }) => setNote(target.value)}
              placeholder={t('alarm.noteOptional')}
              maxLength={5000}
            />
          }
          okText={t('alarm.step.acknowledge')}
          cancelText={t('page.cancel')}
          icon={null}
          onConfirm={send}
          okButtonProps={{ 'data-testid': 'bulk-acknowledge-ok' }}
        >
          <Button
            size="small"
            type="primary"
            disabled={ids.length === 0}
            loading={acknowledge.isPending}
            data-testid="bulk-acknowledge"
          >
            {t('alarm.acknowledgeSelected', { count: ids.length })}
          </Button>
        </Popconfirm>
      )}
      {acknowledge.data && acknowledge.data.failed > 0 && <span className="bulk-failure">{title}</span>}
      <span className="bulk-hint">{hint}</span>
    </div>
  )
}
