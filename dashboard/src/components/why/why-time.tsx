import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../lib/clock.ts'
import { fromSiteInput, toSiteInput } from '../../lib/site-zone.ts'

/** As of when; undefined: now. */
export function WhyTime({ at, onChange }: { at: number | undefined; onChange: (at: number | undefined) => void }) {
  const { t } = useTranslation()
  const choose = (text: string) => {
    const chosen = fromSiteInput(text)
    onChange(Number.isNaN(chosen) ? undefined : Math.min(chosen, serverNow()))
  }
  return (
    <div className="why-time">
      <label className="faint" htmlFor="why-time">
        {t('why.asOf')}
      </label>
      <Input
        id="why-time"
        size="small"
        type="datetime-local"
        value={at === undefined ? '' : toSiteInput(at)}
        max={toSiteInput(serverNow())}
        onChange={({ target }) => choose(target.value)}
        data-testid="why-time"
      />
      {at !== undefined && (
        <Button size="small" onClick={() => onChange(undefined)} data-testid="why-now">
          {t('why.now')}
        </Button>
      )}
    </div>
  )
}
