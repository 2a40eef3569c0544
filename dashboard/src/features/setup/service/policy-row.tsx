import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PolicyItem } from '../../../../../server/contract/sla.ts'
import { useApplyPolicy } from '../../../lib/api/sla.ts'
import { usePreferences } from '../../../lib/preferences.ts'
import { Failure } from '../entry-form.tsx'
import { PolicyFigures } from './policy-figures.tsx'

type Props = { policy: PolicyItem; mayWrite: boolean; onOpen: (as: 'copy' | 'edit') => void }

export function PolicyRow({ policy, mayWrite, onOpen }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { message } = App.useApp()
  const apply = useApplyPolicy(policy.id)
  const { id, name, version, origin, types } = policy
  const told = { onSuccess: ({ tickets }: { tickets: number }) => void message.success(t('sla.applied', { count: tickets })) }
  return (
    <li className="entry" data-testid={`policy-${id}`}>
      <div className="entry-main">
        <span className="entry-title">{name[language]}</span>
        <span className="entry-facts">
          <span className="mono">{id}</span>
          <span>{t('sla.version', { version })}</span>
          <span>{t(`sla.origin.${origin}`)}</span>
          {types.length > 0 && (
            <span>{t('sla.serves', { types: types.map((type) => t(`ticketType.${type}`)).join(' · ') })}</span>
          )}
        </span>
        <Failure error={apply.error} />
      </div>
      {mayWrite && (
        <div className="entry-do">
          {types.length > 0 && (
            <Popconfirm
              title={t('sla.applyAsk')}
              description={t('sla.applyHint')}
              okText={t('sla.apply')}
              cancelText={t('page.cancel')}
              onConfirm={() => apply.mutate(undefined, told)}
            >
              <Button size="small" loading={apply.isPending} data-testid={`apply-${id}`}>
                {t('sla.apply')}
              </Button>
            </Popconfirm>
          )}
          <Button size="small" onClick={() => onOpen('copy')} data-testid={`copy-${id}`}>
            {t('sla.copy')}
          </Button>
          <Button size="small" onClick={() => onOpen('edit')} data-testid={`edit-${id}`}>
            {t('setup.edit')}
          </Button>
        </div>
      )}
      <details className="policy-detail">
        <summary className="muted">{t('sla.figures')}</summary>
        <PolicyFigures rows={policy.rows} />
      </details>
    </li>
  )
}
