import type { Limit, Stage } from '../../lib/rules/rule-body.ts'
import type { RuleWords } from '../../lib/rules/say-rule.ts'
import { DurationBox } from './controls.tsx'
import { LimitBox } from './limit-box.tsx'
import { Sentence } from './sentence.tsx'

type Back = Pick<Stage, 'clear_above' | 'clear_below' | 'clear_for' | 'below' | 'above' | 'metric'>

type Props<Rule extends Back> = { rule: Rule; path: string; words: RuleWords; onChange: (rule: Rule) => void }

/** When the alarm is over: the deadband on each side that has a limit, and how long it must stay there. */
export function ClearFields<Rule extends Back>({ rule, path, words, onChange }: Props<Rule>) {
  const { t } = words
  const write = (field: 'clear_above' | 'clear_below' | 'clear_for', value: Limit | string | undefined) => {
    const { [field]: _old, ...rest } = rule
    onChange((value === undefined ? rest : { ...rest, [field]: value }) as Rule)
  }
  const side = (field: 'clear_above' | 'clear_below') => (
    <Sentence
      say={field === 'clear_above' ? 'editBackAbove' : 'editBackBelow'}
      slots={{
        limit: (
          <LimitBox
            path={path + field}
            label={t('rule.clear')}
            value={rule[field]}
            metric={rule.metric}
            target={undefined}
            words={words}
            placeholder={t('rule.sameAsLimit')}
            onChange={(value) => write(field, value)}
          />
        )
      }}
    />
  )
  const span = (
    <DurationBox
      path={`${path}clear_for`}
      label={t('rule.hold')}
      value={rule.clear_for}
      placeholder={t('rule.sameAsFor')}
      onChange={(value) => write('clear_for', value)}
    />
  )
  const hasLimit = rule.below !== undefined || rule.above !== undefined
  if (!hasLimit) return <Sentence say="editClearAfter" slots={{ span }} />
  const back = (
    <>
      {rule.below !== undefined && side('clear_above')}
      {rule.above !== undefined && side('clear_below')}
    </>
  )
  return <Sentence say="editClear" slots={{ back, span }} />
}
