import { type ConditionKind, emptyCondition } from '../../lib/rules/rule-body.ts'
import { sayPartTarget } from '../../lib/rules/say-rule.ts'
import { type ConditionProps, KindPick, type ListProps } from './condition-picks.tsx'
import { Pick } from './controls.tsx'
import { Field } from './faults.tsx'
import { RowList } from './row-list.tsx'
import { useEquipmentNames } from './use-equipment-names.ts'

const partKinds: readonly ConditionKind[] = ['limit', 'aggregate', 'rate', 'equals', 'no_data', 'stuck', 'all', 'any', 'none']

/** Conditions of which all, any or none must hold, each in a line of its own. */
export function PartList({ condition, path, words, onChange, group, Fields }: ListProps & { group: 'all' | 'any' | 'none' }) {
  const { t } = words
  const parts = condition[group] ?? []
  return (
    <span className="parts">
      <span className="parts-head">
        <span className="say">{t(`rule.condition.${group}`)}</span>
        <Field path={path + group}>{null}</Field>
      </span>
      <RowList
        key={group}
        rows={parts}
        onChange={(next) => onChange({ ...condition, [group]: next })}
        addLabel={t('rule.addPart')}
        next={() => emptyCondition('limit', parts.at(-1)?.metric)}
      >
        {(part, at, change) => {
          const own: ConditionProps = { condition: part, path: `${path}${group}.${at}.`, words, onChange: change }
          return (
            <>
              <KindPick {...own} kinds={partKinds} />
              <TargetPick {...own} />
              <Fields {...own} />
            </>
          )
        }}
      </RowList>
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
