import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type RuleBody, sameJson } from '../../lib/rules/rule-body.ts'

type Props = { draft: RuleBody; onChange: (draft: RuleBody) => void }

/** The whole rule as text: what is typed counts as soon as it can be read. */
export function JsonField({ draft, onChange }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<{ text: string; of: RuleBody }>()
  const [fault, setFault] = useState('')
  // What is typed stands until the rule is changed elsewhere.
  const text = typed && (fault !== '' || sameJson(typed.of, draft)) ? typed.text : JSON.stringify(draft, null, 2)
  const type = (next: string) => {
    const read = readRule(next)
    setFault(read.ok ? '' : read.message)
    setTyped({ text: next, of: read.ok ? read.rule : draft })
    if (read.ok) onChange(read.rule)
  }
  return (
    <span className="rule-json">
      <label className="rule-label" htmlFor="rule-json">
        {t('rule.json')} <span className="faint">{t('rule.jsonHint')}</span>
      </label>
      <Input.TextArea
        id="rule-json"
        variant="filled"
        className="mono"
        autoSize={{ minRows: 4, maxRows: 18 }}
        spellCheck={false}
        status={fault === '' ? '' : 'error'}
        value={text}
        onChange={({ target }) => type(target.value)}
        data-testid="rule-json"
      />
      {fault !== '' && (
        <span className="field-fault" role="alert">
          {t('rule.jsonBad', { message: fault })}
        </span>
      )}
    </span>
  )
}

function readRule(text: string): { ok: true; rule: RuleBody } | { ok: false; message: string } {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return { ok: false, message: '{ … }' }
    return { ok: true, rule: read as RuleBody }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
