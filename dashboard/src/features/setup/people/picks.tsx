/** Fields whose choices are what has been set up of people. */
import { useQuery } from '@tanstack/react-query'
import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { skills } from '../../../../../server/contract/words.ts'
import { contractorsQuery, teamsQuery } from '../../../lib/api/setup.ts'
import { staffQuery } from '../../../lib/api/staff.ts'

type Entry = { id: string; name: string; enabled: boolean }
const optionsOf = (list: readonly Entry[] | undefined) =>
  (list ?? []).filter(({ enabled }) => enabled).map(({ id, name }) => ({ value: id, label: name }))

export function TeamField({ hint }: { hint?: string }) {
  const { t } = useTranslation()
  const options = optionsOf(useQuery(teamsQuery).data)
  return (
    <Form.Item name="team" label={t('people.team')} extra={hint}>
      <Select allowClear options={options} data-testid="field-team" />
    </Form.Item>
  )
}

export function ContractorField() {
  const { t } = useTranslation()
  const options = optionsOf(useQuery(contractorsQuery).data)
  return (
    <Form.Item name="contractor" label={t('people.contractor')} extra={t('people.contractorHint')}>
      <Select allowClear options={options} />
    </Form.Item>
  )
}

export function SkillsField() {
  const { t } = useTranslation()
  return (
    <Form.Item name="skills" label={t('people.skills')} extra={t('people.skillsHint')}>
      <Select mode="multiple" options={skills.map((skill) => ({ value: skill, label: t(`dispatch.skill.${skill}`) }))} />
    </Form.Item>
  )
}

/** Several people, found by name or id. */
export function PeopleField({ name }: { name: string }) {
  const { t } = useTranslation()
  const staff = useQuery(staffQuery).data ?? []
  const options = staff.filter(({ enabled }) => enabled).map(({ user, name: label }) => ({ value: user, label }))
  return (
    <Form.Item name={name} label={t('people.onShift')}>
      <Select mode="multiple" options={options} showSearch={{ optionFilterProp: 'label' }} data-testid={`field-${name}`} />
    </Form.Item>
  )
}
