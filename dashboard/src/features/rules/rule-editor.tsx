import { Alert, App, Button, Input, Select } from 'antd'
import { useContext, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Role } from '../../../../server/contract/common.ts'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useWriteRule } from '../../lib/api/rules.ts'
import { patchOf, type RuleBody, sameJson, withCondition } from '../../lib/rules/rule-body.ts'
import { type RuleWords, sayTarget } from '../../lib/rules/say-rule.ts'
import { ClearFields } from './clear-fields.tsx'
import { ConditionFields } from './condition-fields.tsx'
import { KindPick } from './condition-picks.tsx'
import { DurationBox, Pick } from './controls.tsx'
import { FaultsContext, Field, faultsOf } from './faults.tsx'
import { MoreFields } from './more-fields.tsx'
import { conditionOf } from './rule-condition.ts'
import { Sentence } from './sentence.tsx'
import { roleOptions, severityOptions } from './severity-options.ts'
import { TargetField } from './target-field.tsx'
import { useUnsavedWarning } from './use-unsaved-warning.ts'
import './rule-editor.css'

type Props = {
  rule: RuleItem | undefined
  body: RuleBody
  draft: RuleBody
  words: RuleWords
  onDraft: (draft: RuleBody) => void
}

/** The rule as a sentence whose values can be changed in place. */
export function RuleEditor({ rule, body, draft, words, onDraft }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const write = useWriteRule()
  const tried = useContext(FaultsContext)
  const faults = useMemo(() => new Map([...tried, ...faultsOf(write.error, t)]), [tried, write.error, t])
  const changed = rule === undefined || !sameJson(body, draft)
  const release = useUnsavedWarning(!sameJson(body, draft))
  const change = (next: RuleBody) => {
    write.reset()
    onDraft(next)
  }
  const save = () =>
    write.mutate(rule ? { do: 'change', id: rule.id, patch: patchOf(body, draft) } : { do: 'create', body: draft }, {
      onSuccess: (saved) => {
        if (!saved) return
        void message.success(rule ? t('rule.done.changed', { version: saved.version }) : t('rule.done.created'))
        release()
        if (!rule) void navigate(`/alarms/rules/${encodeURIComponent(saved.id)}`, { replace: true })
      }
    })
  return (
    <section className="panel rule-editor" aria-label={t('rule.sentence')} data-testid="rule-editor">
      <FaultsContext value={faults}>
        <header className="panel-head">
          <span className="faint">{t('rule.kindOf')}</span>
          <KindPick
            condition={conditionOf(draft)}
            path=""
            words={words}
            onChange={(condition) => change(withCondition(draft, condition))}
          />
          {rule === undefined && <TargetField draft={draft} onChange={change} />}
        </header>
        <RuleSentence draft={draft} words={words} onChange={change} />
        <Field path="action">
          <label className="rule-label" htmlFor="rule-action">
            {t('rule.action')}
          </label>
          <Input.TextArea
            id="rule-action"
            variant="filled"
            autoSize={{ minRows: 2, maxRows: 10 }}
            maxLength={2000}
            value={draft.action}
            onChange={({ target }) => change({ ...draft, action: target.value })}
            data-testid="rule-action"
          />
        </Field>
        <MoreFields draft={draft} onChange={change} />
        <Failure error={write.error} />
        <footer className="rule-save">
          <Button type="primary" onClick={save} disabled={!changed} loading={write.isPending} data-testid="rule-save">
            {rule ? t('rule.save') : t('rule.create')}
          </Button>
          {rule && changed && (
            <>
              <Button onClick={() => change(body)}>{t('rule.reset')}</Button>
              <span className="rule-unsaved" data-testid="rule-unsaved">
                {t('rule.unsaved')}
              </span>
            </>
          )}
        </footer>
      </FaultsContext>
    </section>
  )
}

function RuleSentence({ draft, words, onChange }: { draft: RuleBody; words: RuleWords; onChange: (draft: RuleBody) => void }) {
  const { t } = words
  const roles: Role[] = [draft.role ?? []].flat()
  const setSpan = (span: string | undefined) => {
    const { for: _old, ...rest } = draft
    onChange(span === undefined ? rest : { ...rest, for: span })
  }
  const setTicket = (chosen: 'on' | 'off' | 'default') => {
    const { ticket: _old, ...rest } = draft
    onChange(chosen === 'default' ? rest : { ...rest, ticket: chosen })
  }
  return (
    <div className="sentence">
      <p className="sentence-line">
        <Sentence
          say="editWhen"
          slots={{
            target: <b className="sentence-target">{sayTarget(draft, words)}</b>,
            condition: (
              <ConditionFields
                condition={conditionOf(draft)}
                path=""
                words={words}
                onChange={(condition) => onChange(withCondition(draft, condition))}
              />
            ),
            for: <DurationBox path="for" label={t('rule.hold')} value={draft.for} onChange={setSpan} />
          }}
        />
      </p>
      <p className="sentence-line">
        <Sentence
          say="editThen"
          slots={{
            severity: (
              <Pick
                path="severity"
                label={t('rule.severity')}
                value={draft.severity}
                options={severityOptions(t)}
                onChange={(severity) => onChange({ ...draft, severity })}
              />
            ),
            title: (
              <Field path="title">
                <Input
                  size="small"
                  variant="filled"
                  className="title-box"
                  aria-label={t('rule.title')}
                  placeholder={t('rule.title')}
                  maxLength={200}
                  value={draft.title}
                  onChange={({ target }) => onChange({ ...draft, title: target.value })}
                  data-testid="rule-title"
                />
              </Field>
            ),
            ticket: (
              <Pick
                path="ticket"
                label={t('nav.tickets')}
                value={draft.ticket ?? 'default'}
                options={[
                  { value: 'default', label: t('rule.ticketDefault') },
                  { value: 'on', label: t('rule.ticketOn') },
                  { value: 'off', label: t('rule.ticketOff') }
                ]}
                onChange={setTicket}
              />
            ),
            role: (
              <Field path="role">
                <Select<Role[]>
                  mode="multiple"
                  size="small"
                  variant="filled"
                  className="codes"
                  aria-label={t('rule.role')}
                  placeholder={t('rule.role')}
                  value={roles}
                  options={roleOptions(t)}
                  onChange={(chosen) => onChange(withRoles(draft, chosen))}
                  popupMatchSelectWidth={false}
                />
              </Field>
            )
          }}
        />
      </p>
      <p className="sentence-line">
        <ClearFields rule={draft} path="" words={words} onChange={onChange} />
      </p>
    </div>
  )
}

/** One role is written as itself, so that a rule that was opened and not changed stays the same. */
function withRoles(draft: RuleBody, roles: Role[]): RuleBody {
  const { role: _old, ...rest } = draft
  const [first, ...more] = roles
  if (first === undefined) return rest
  return { ...rest, role: more.length === 0 ? first : roles }
}

/** What was refused as a whole, and faults of fields that have no control here. */
function Failure({ error }: { error: unknown }) {
  const { title, detail } = useErrorText(error)
  if (!error) return null
  return <Alert type="error" showIcon role="alert" title={title} description={detail} />
}
