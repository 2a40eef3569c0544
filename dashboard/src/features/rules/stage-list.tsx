import type { Stage } from '../../lib/rules/rule-body.ts'
import { ClearFields } from './clear-fields.tsx'
import type { ListProps } from './condition-picks.tsx'
import { DurationBox, Pick } from './controls.tsx'
import { Field } from './faults.tsx'
import { RowList } from './row-list.tsx'
import { Sentence } from './sentence.tsx'
import { severityOptions } from './severity-options.ts'

/** One alarm that grows: each stage with its own limit, delay and severity, mildest first. */
export function StageList({ condition, path, words, onChange, Fields }: ListProps) {
  const { t } = words
  const stages = condition.stages ?? []
  return (
    <span className="parts">
      <Field path={`${path}stages`}>{null}</Field>
      <RowList
        rows={stages}
        onChange={(next) => onChange({ ...condition, stages: next })}
        addLabel={t('rule.addStage')}
        next={(): Stage => ({ ...(stages.at(-1) ?? { above: 0 }), severity: 'critical' })}
      >
        {(stage, at, change) => {
          const own = `${path}stages.${at}.`
          return (
            <>
              <Sentence
                say="editStage"
                slots={{
                  condition: (
                    <Fields condition={stage} path={own} words={words} onChange={(next) => change({ ...stage, ...next })} />
                  ),
                  for: (
                    <DurationBox
                      path={`${own}for`}
                      label={t('rule.hold')}
                      value={stage.for}
                      placeholder={t('rule.sameAsFor')}
                      onChange={(span) => change(withText(stage, 'for', span))}
                    />
                  ),
                  severity: (
                    <Pick
                      path={`${own}severity`}
                      label={t('rule.severity')}
                      value={stage.severity}
                      options={severityOptions(t)}
                      onChange={(severity) => change({ ...stage, severity })}
                    />
                  )
                }}
              />
              <ClearFields rule={stage} path={own} words={words} onChange={change} />
            </>
          )
        }}
      </RowList>
    </span>
  )
}

/** The stage with a duration, or without one that was emptied. */
function withText(stage: Stage, field: 'for' | 'clear_for', text: string | undefined): Stage {
  const { [field]: _old, ...rest } = stage
  return text === undefined ? rest : { ...rest, [field]: text }
}
