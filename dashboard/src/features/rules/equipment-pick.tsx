import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RuleBody } from '../../lib/rules/rule-body.ts'
import { useEquipmentNames } from './use-equipment-names.ts'

type Choice = { value: string; label: string }

/** The equipment this rule judges. */
export function useApplying({ kind, equipment }: Pick<RuleBody, 'kind' | 'equipment'>): Choice[] {
  const all = useEquipmentNames()
  return all.filter((each) => (equipment === undefined ? each.kind === kind : each.value === equipment))
}

type Props = {
  applying: readonly Choice[]
  value: string | undefined
  withAll: boolean
  onChange: (id: string | undefined) => void
}

const everyone = ' '

export function EquipmentPick({ applying, value, withAll, onChange }: Props) {
  const { t } = useTranslation()
  if (applying.length === 0) return null
  const all =
    withAll && applying.length > 1 ? [{ value: everyone, label: `${t('preview.allEquipment')} (${applying.length})` }] : []
  return (
    <Select
      className="rule-equipment"
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('preview.equipment')}
      value={value ?? (withAll ? everyone : (applying[0]?.value ?? everyone))}
      options={[...all, ...applying]}
      onChange={(chosen) => onChange(chosen === everyone ? undefined : chosen)}
      popupMatchSelectWidth={false}
      data-testid="rule-equipment"
    />
  )
}
