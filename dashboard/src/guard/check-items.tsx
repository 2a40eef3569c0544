import type { Answer } from '../../../server/contract/patrol.ts'
import type { CheckItem } from '../../../server/contract/site.ts'
import type { Words } from './words.ts'

export function missingAnswers(checklist: readonly CheckItem[], answers: readonly Answer[]): number {
  return checklist.filter(({ id }) => !answers.some(({ item }) => item === id)).length
}

type Props = { t: Words; checklist: readonly CheckItem[]; answers: readonly Answer[]; change: (answers: Answer[]) => void }

export function CheckItems({ t, checklist, answers, change }: Props) {
  const answer = (item: string, value: Answer['value'] | undefined) => {
    const others = answers.filter((each) => each.item !== item)
    change(value === undefined ? others : [...others, { item, value }])
  }
  return (
    <>
      {checklist.map((asked) => (
        <fieldset key={asked.id} className="guard-item">
          <legend>{asked.text}</legend>
          <Asked t={t} asked={asked} value={answers.find(({ item }) => item === asked.id)?.value} answer={answer} />
        </fieldset>
      ))}
    </>
  )
}

type AskedProps = {
  t: Words
  asked: CheckItem
  value: Answer['value'] | undefined
  answer: (item: string, value: Answer['value'] | undefined) => void
}

function Asked({ t, asked, value, answer }: AskedProps) {
  switch (asked.type) {
    case 'ok':
      return (
        <div className="guard-choices">
          <Choice label={t.good} isChosen={value === true} choose={() => answer(asked.id, true)} />
          <Choice label={t.bad} isChosen={value === false} choose={() => answer(asked.id, false)} />
        </div>
      )
    case 'choice':
      return (
        <div className="guard-choices">
          {asked.options.map((option) => (
            <Choice key={option} label={option} isChosen={value === option} choose={() => answer(asked.id, option)} />
          ))}
        </div>
      )
    case 'number': {
      const { min, max, unit = '' } = asked
      const range = min === undefined && max === undefined ? '' : t.range(String(min ?? '−∞'), String(max ?? '∞'))
      const isOut = typeof value === 'number' && ((min !== undefined && value < min) || (max !== undefined && value > max))
      return (
        <div className={isOut ? 'guard-number guard-number-out' : 'guard-number'}>
          <input
            type="number"
            inputMode="decimal"
            step="any"
            aria-label={asked.text}
            onChange={({ target }) => answer(asked.id, target.value === '' ? undefined : target.valueAsNumber)}
          />
          <span>
            {unit} {range}
          </span>
        </div>
      )
    }
  }
}

export function Choice({ label, isChosen, choose }: { label: string; isChosen: boolean; choose: () => void }) {
  return (
    <button type="button" className="guard-choice" aria-pressed={isChosen} onClick={choose}>
      {label}
    </button>
  )
}
