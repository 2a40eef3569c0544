import type { ReactNode } from 'react'
import './count-filter.css'

type Choice<Key extends string> = { key: Key; label: string; count: number | undefined; icon?: ReactNode; tone?: string }

type Props<Key extends string> = {
  choices: readonly Choice<Key>[]
  chosen: Key
  onChoose: (key: Key) => void
  label?: string
}

/** Counts that are filters at the same time; a count of nothing steps back. */
export function CountFilter<Key extends string>({ choices, chosen, onChoose, label }: Props<Key>) {
  return (
    <fieldset className="counts" aria-label={label}>
      {choices.map(({ key, label: word, count, icon, tone }) => (
        <button
          key={key}
          type="button"
          className={['count', tone === undefined ? '' : `count-${tone}`, count === 0 ? 'count-zero' : ''].join(' ')}
          aria-pressed={chosen === key}
          data-testid={`count-${key}`}
          onClick={() => onChoose(key)}
        >
          {count !== undefined && <b>{count}</b>}
          {icon}
          {word}
        </button>
      ))}
    </fieldset>
  )
}
