import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ConditionKind, emptyCondition, type Part } from '../../lib/rules/rule-body.ts'
import { sayPartTarget } from '../../lib/rules/say-rule.ts'
import { type ConditionProps, KindPick, type ListProps } from './condition-picks.tsx'
import { Pick } from './controls.tsx'
import { Field } from './faults.tsx'
import { useEquipmentNames } from './use-equipment-names.ts'

const partKinds: readonly ConditionKind[] = ['limit', 'aggregate', 'rate', 'equals', 'no_data', 'stuck', 'all', 'any', 'none']

/** Conditions of which all, any or none must hold, each in a line of its own. */
export function PartList({ condition, path, words, onChange, group, Fields }: ListProps & { group: 'all' | 'any' | 'none' }) {
  const { t } = words
  const parts = condition[group] ?? []
  const write = (next: Part[]) => onChange({ ...condition, [group]: next })
  return (
    <span className="parts">
      <span className="parts-head">
        <span className="say">{t(`rule.condition.${group}`)}</span>
        <Field path={path + group}>{null}</Field>
      </span>
      {parts.map((part, at) => {
        // Parts have no identity of their own: their place is all there is.
        const key = `${group}-${at}`
        const change = (next: Part) => write(parts.map((each, place) => (place === at ? next : each)))
        const own: ConditionProps = { condition: part, path: `${path}${group}.${at}.`, words, onChange: change }
        return (
          <span key={key} className="part">
            <KindPick {...own} kinds={partKinds} />
            <TargetPick {...own} />
            <Fields {...own} />
            <Button
              size="small"
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('rule.remove')}
              disabled={parts.length === 1}
              onClick={() => write(parts.filter((_each, place) => place !== at))}
            />
          </span>
        )
      })}
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        className="add"
        onClick={() => write([...parts, emptyCondition('limit', parts.at(-1)?.metric)])}
      >
        {t('rule.addPart')}
      </Button>
    </span>
  )
}

const itself = ' '

/** Whose values the part reads; what a sentence cannot choose (`same: …`) is kept as it is. */
function TargetPick({ condition, path, words, onChange }: ConditionProps) {
  const { t } = words
  const equipment = useEquipmentNames()
  const target = condition.equipment
  const kept = typeof target === 'object' ? [{ value: JSON.stringify(target), label: sayPartTarget(target, words) }] : []
  const change = (chosen: string) => {
    const { equipment: _old, ...rest } = condition
    if (chosen === itself) onChange(rest)
    else if (!chosen.startsWith('{')) onChange({ ...rest, equipment: chosen })
  }
  return (
    <Pick
      path={`${path}equipment`}
      label={t('rule.partAt')}
      value={target === undefined ? itself : typeof target === 'string' ? target : JSON.stringify(target)}
      options={[{ value: itself, label: t('rule.ownEquipment') }, ...kept, ...equipment]}
      onChange={change}
      search
    />
  )
}
