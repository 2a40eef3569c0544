import { App, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PolicyItem } from '../../../../../server/contract/sla.ts'
import { ticketTypes } from '../../../../../server/contract/words.ts'
import { useChoosePolicy } from '../../../lib/api/sla.ts'
import { usePreferences } from '../../../lib/preferences.ts'
import { Failure, useSaved } from '../entry-form.tsx'

/** Which policy serves which type of ticket. */
export function PolicyChoicePanel({ policies, mayWrite }: { policies: readonly PolicyItem[]; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { message } = App.useApp()
  const choose = useChoosePolicy()
  const saved = useSaved()
  const told = { onSuccess: saved, onError: () => void message.error(t('alarm.again')) }
  const options = policies.map(({ id, name }) => ({ value: id, label: name[language] }))
  return (
    <section className="panel policy-choice" aria-label={t('sla.choice')}>
      <h2>{t('sla.choice')}</h2>
      <p className="muted">{t('sla.choiceHint')}</p>
      <div className="policy-types">
        {ticketTypes.map((type) => (
          <div key={type} className="policy-type">
            <span>{t(`ticketType.${type}`)}</span>
            <Select<string | null>
              aria-label={t(`ticketType.${type}`)}
              disabled={!mayWrite || choose.isPending}
              value={policies.find(({ types }) => types.includes(type))?.id ?? null}
              options={options}
              onChange={(id) => id !== null && choose.mutate({ [type]: id }, told)}
              data-testid={`policy-of-${type}`}
            />
          </div>
        ))}
      </div>
      <Failure error={choose.error} />
    </section>
  )
}
