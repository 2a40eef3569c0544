import type { HazardWish } from '../../../server/contract/patrol.ts'
import { Choice } from './check-items.tsx'
import type { Words } from './words.ts'

const classes = ['ordinary', 'fix_now', 'fix_by_date', 'needs_coordination'] as const

/** One tap says what is to be done: the ticket is opened with it. */
export function HazardChoice({ t, value, change }: { t: Words; value: HazardWish; change: (wish: HazardWish) => void }) {
  return (
    <fieldset className="guard-item">
      <legend>{t.howUrgent}</legend>
      <div className="guard-choices">
        {classes.map((each) => (
          <Choice key={each} label={t[each]} isChosen={value.class === each} choose={() => change({ class: each })} />
        ))}
      </div>
      {value.class === 'fix_by_date' && (
        <label>
          {t.wantedBy}
          <input
            type="date"
            onChange={({ target }) =>
              change(
                target.valueAsDate
                  ? { class: 'fix_by_date', wantedBy: new Date(`${target.value}T18:00:00`).toISOString() }
                  : { class: 'fix_by_date' }
              )
            }
          />
        </label>
      )}
    </fieldset>
  )
}
