import { App, Popconfirm, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import { useErrorText } from '../../components/error-text.ts'
import { useWriteRule } from '../../lib/api/rules.ts'
import { useMay } from '../../lib/api/session.ts'
import { usePreferences } from '../../lib/preferences.ts'
import { sayTitle } from '../../lib/rules/say-rule.ts'

/** On at once, off only after asking: a rule that is off tells nobody anything. */
export function RuleSwitch({ rule }: { rule: RuleItem }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const { message } = App.useApp()
  const mayWrite = useMay('manager')
  const write = useWriteRule()
  const { title, detail } = useErrorText(write.error)
  const on = rule.enabled !== false
  const look = {
    size: 'small' as const,
    checked: on,
    disabled: !mayWrite,
    loading: write.isPending,
    'aria-label': t('rule.enabled'),
    'data-testid': `rule-switch-${rule.id}`,
    ...(write.isError && { title: detail || title })
  }
  const send = (wish: Parameters<typeof write.mutate>[0], word: 'enabled' | 'disabled') =>
    write.mutate(wish, {
      onSuccess: () => void message.success(t(`rule.done.${word}`)),
      onError: () => void message.error(t('alarm.again'))
    })
  if (!on) {
    return <Switch {...look} onChange={() => send({ do: 'change', id: rule.id, patch: { enabled: true } }, 'enabled')} />
  }
  return (
    <Popconfirm
      title={t('rule.disableAsk', { title: sayTitle(rule, language) })}
      okText={t('rule.disable')}
      cancelText={t('page.cancel')}
      disabled={!mayWrite}
      onConfirm={() => send({ do: 'disable', id: rule.id }, 'disabled')}
      okButtonProps={{ danger: true, 'data-testid': 'rule-disable-ok' }}
    >
      <Switch {...look} />
    </Popconfirm>
  )
}
