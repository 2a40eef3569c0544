import { DeleteOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ClockName } from '../../../../../server/contract/clocks.ts'
import type { Figure, PolicyRow } from '../../../../../server/contract/sla.ts'
import { clockNames, priorities, ticketClasses, ticketSources, ticketTypes } from '../../../../../server/contract/words.ts'
import { FigureEditor } from './figure-editor.tsx'
import { listOf } from './say-condition.ts'

type Props = { row: PolicyRow; onChange: (row: PolicyRow) => void; onRemove: () => void }

/** One row: which tickets it is for, and its figures. */
export function RowEditor({ row, onChange, onRemove }: Props) {
  const { t } = useTranslation()
  const missing = clockNames.filter((clock) => row.clocks[clock] === undefined)
  const setClock = (clock: ClockName, figure: Figure | null | undefined) => {
    const { [clock]: _, ...others } = row.clocks
    onChange({ ...row, clocks: figure === undefined ? others : { ...others, [clock]: figure } })
  }
  return (
    <fieldset className="policy-line">
      <div className="policy-condition">
        <Several
          label={t('ticket.type')}
          value={listOf(row.type)}
          options={ticketTypes.map((each) => ({ value: each, label: t(`ticketType.${each}`) }))}
          onChange={(type) => onChange(withCondition(row, 'type', type))}
        />
        <Several
          label={t('sla.class')}
          value={listOf(row.class)}
          options={ticketClasses.map((each) => ({ value: each, label: t(`ticketClass.${each}`) }))}
          onChange={(chosen) => onChange(withCondition(row, 'class', chosen))}
        />
        <Several
          label={t('ticket.priority')}
          value={listOf(row.priority)}
          options={priorities.map((each) => ({ value: each, label: each }))}
          onChange={(priority) => onChange(withCondition(row, 'priority', priority))}
        />
        <Several
          label={t('sla.via')}
          value={listOf(row.via)}
          options={ticketSources.map((each) => ({ value: each, label: t(`ticketSource.${each}`) }))}
          onChange={(via) => onChange(withCondition(row, 'via', via))}
        />
        <Button type="text" icon={<DeleteOutlined />} onClick={onRemove} aria-label={t('setup.removeRow')} />
      </div>
      {clockNames.map((clock) => {
        const figure = row.clocks[clock]
        if (figure === undefined) return null
        return <FigureEditor key={clock} clock={clock} figure={figure} onChange={(next) => setClock(clock, next)} />
      })}
      {missing.length > 0 && (
        <Select<ClockName | null>
          className="policy-add"
          value={null}
          placeholder={t('sla.addClock')}
          aria-label={t('sla.addClock')}
          options={missing.map((clock) => ({ value: clock, label: t(`due.${clock}`) }))}
          onChange={(clock) => clock !== null && setClock(clock, { within: '24h', source: '' })}
        />
      )}
    </fieldset>
  )
}

type Condition = 'type' | 'class' | 'priority' | 'via'

/** Nothing chosen: it does not ask for it. */
function withCondition<Key extends Condition>(row: PolicyRow, key: Key, chosen: unknown[]): PolicyRow {
  const { [key]: _, ...others } = row
  return (chosen.length === 0 ? others : { ...others, [key]: chosen }) as PolicyRow
}

type SeveralProps<Value extends string> = {
  label: string
  value: Value[]
  options: { value: Value; label: string }[]
  onChange: (value: Value[]) => void
}

function Several<Value extends string>({ label, value, options, onChange }: SeveralProps<Value>) {
  return (
    <Select<Value[]>
      mode="multiple"
      aria-label={label}
      placeholder={label}
      value={value}
      options={options}
      onChange={onChange}
      showSearch={false}
      allowClear
    />
  )
}
