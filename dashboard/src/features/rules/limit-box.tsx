import { FunctionOutlined, NumberOutlined } from '@ant-design/icons'
import { Button, InputNumber } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { unitText } from '../../lib/format.ts'
import type { Limit, LimitRef, PartTarget } from '../../lib/rules/rule-body.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'
import { NumberBox, Pick } from './controls.tsx'

type Props = {
  path: string
  label: string
  value: Limit | undefined
  metric: string | undefined
  target: PartTarget | undefined
  words: RuleWords
  placeholder?: string
  onChange: (value: Limit | undefined) => void
}

/** A limit: a number, or another value of the equipment times and plus something. */
export function LimitBox(props: Props) {
  const { path, label, value, metric, target, words, placeholder, onChange } = props
  const { t } = useTranslation()
  const unit = unitText(words.infoOf(metric, target)?.unit)
  if (typeof value === 'object') return <Reference {...props} value={value} />
  return (
    <NumberBox
      path={path}
      label={label}
      value={value}
      unit={unit}
      onChange={onChange}
      after={
        <TurnButton
          icon={<FunctionOutlined />}
          label={t('rule.ref')}
          onClick={() => onChange({ ...(metric === undefined ? { attribute: '' } : { metric }), times: 1 })}
        />
      }
      {...(placeholder === undefined ? {} : { placeholder })}
    />
  )
}

const attributes = [
  'rated_current',
  'rated_speed',
  'rated_power',
  'rated_flow',
  'rated_pressure',
  'rated_load',
  'set_pressure',
  'start_pressure',
  'stop_pressure',
  'tank_volume'
]

function Reference({ path, label, value, words, onChange }: Omit<Props, 'value'> & { value: LimitRef }) {
  const { t } = useTranslation()
  const known = new Set([...attributes, ...(value.attribute === undefined ? [] : [value.attribute])])
  const options = [
    ...[...known]
      .filter(Boolean)
      .map((name) => ({ value: `attribute:${name}`, label: t(`attribute.${name}`, { defaultValue: name }) })),
    ...Object.entries(words.metricsOf())
      .filter(([, info]) => info.type === 'number')
      .map(([name, info]) => ({ value: `metric:${name}`, label: info[words.language] }))
  ]
  const chosen = value.metric === undefined ? `attribute:${value.attribute ?? ''}` : `metric:${value.metric}`
  const choose = (text: string) => {
    const [kind, ...name] = text.split(':')
    const { metric: _metric, attribute: _attribute, ...rest } = value
    onChange({ [kind === 'metric' ? 'metric' : 'attribute']: name.join(':'), ...rest })
  }
  return (
    <span className="limit-ref">
      <Pick path={path} label={label} value={chosen} options={options} onChange={choose} search />
      <Factor name="times" value={value} onChange={onChange} />
      <Factor name="plus" value={value} onChange={onChange} />
      <TurnButton icon={<NumberOutlined />} label={t('rule.plainNumber')} onClick={() => onChange(0)} />
    </span>
  )
}

/** Makes a reference of a number, or a number of a reference. */
function TurnButton({ icon, label, onClick }: { icon: ReactNode; label: string; onClick: () => void }) {
  return <Button size="small" type="text" className="limit-turn" icon={icon} title={label} aria-label={label} onClick={onClick} />
}

type FactorProps = { name: 'times' | 'plus'; value: LimitRef; onChange: (value: LimitRef) => void }

function Factor({ name, value, onChange }: FactorProps) {
  const { t } = useTranslation()
  const write = (typed: number | null) => {
    const next: LimitRef = { ...value }
    if (typed === null) delete next[name]
    else next[name] = typed
    onChange(next)
  }
  return (
    <>
      <span className="say">{t(`rule.${name}`)}</span>
      <InputNumber
        size="small"
        variant="filled"
        className="count-box"
        aria-label={t(`rule.${name}`)}
        value={value[name] ?? null}
        placeholder={name === 'times' ? '1' : '0'}
        controls={false}
        onChange={write}
      />
    </>
  )
}
