import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import type { RuleItem } from '../../../../server/contract/rules.ts'
import { SeverityBadge } from '../../components/badges.tsx'
import { useRuleWords } from '../../components/rules/use-rule-words.ts'
import { usePageTitle } from '../../components/use-page-title.ts'
import { WhyPanel } from '../../components/why/why-panel.tsx'
import { backtestQuery } from '../../lib/api/rules.ts'
import { useMay } from '../../lib/api/session.ts'
import { serverNow } from '../../lib/clock.ts'
import { lacksMetric, type RuleBody, sameJson } from '../../lib/rules/rule-body.ts'
import { sayRule, sayTarget, sayTitle } from '../../lib/rules/say-rule.ts'
import { useSettled } from '../../lib/use-settled.ts'
import { AdvisePanel } from './advise-panel.tsx'
import { EquipmentPick, useApplying } from './equipment-pick.tsx'
import { FaultsContext, faultsOf } from './faults.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { RuleEditor } from './rule-editor.tsx'
import { RuleFacts } from './rule-facts.tsx'
import { RuleSwitch } from './rule-switch.tsx'
import { VersionsPanel } from './versions-panel.tsx'
import '../../components/tabs.css'
import './rule-workbench.css'
import './rules.css'

const tabs = ['preview', 'advise', 'why', 'versions'] as const
type Tab = (typeof tabs)[number]
const previewMs = 7 * 86_400_000
/** As long as a hand rests between two digits. */
const typingMs = 500

/** A rule, or one to be, over what it would have done: every change is tried on the last 7 days. */
export function RuleWorkbench({ rule, body }: { rule?: RuleItem; body: RuleBody }) {
  const { t } = useTranslation()
  const mayWrite = useMay('manager')
  const [draft, setDraft] = useState(body)
  const words = useRuleWords(draft)
  const applying = useApplying(draft)
  const [search, setSearch] = useSearchParams()
  const asked = search.get('equipment') ?? undefined
  const equipment = asked === 'all' ? undefined : (applying.find(({ value }) => value === asked) ?? applying[0])?.value
  const shown: readonly Tab[] = rule ? (mayWrite ? tabs : ['why', 'versions']) : ['preview']
  const tab = shown.find((each) => each === search.get('tab')) ?? shown[0] ?? 'why'
  const go = (name: string, value: string) => {
    const next = new URLSearchParams(search)
    next.set(name, value)
    setSearch(next, { replace: true })
  }

  const settled = useSettled(draft, typingMs)
  const [range] = useState(() => ({ from: serverNow() - previewMs, to: serverNow() }))
  const wish = {
    rule: triable(settled),
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    ...(equipment !== undefined && { equipment })
  }
  const preview = useQuery({
    ...backtestQuery(wish),
    enabled: mayWrite && tab === 'preview' && applying.length > 0 && !lacksMetric(settled),
    placeholderData: (before) => before
  })
  const faults = useMemo(() => faultsOf(preview.error, t), [preview.error, t])
  const isNew = rule === undefined
  return (
    <div className="rules">
      <Head rule={rule} body={body} />
      <FaultsContext value={faults}>
        {mayWrite ? (
          <RuleEditor rule={rule} body={body} draft={draft} words={words} onDraft={setDraft} />
        ) : (
          <section className="panel">
            <p className="rule-plain">{`${sayTarget(body, words)} ${sayRule(body, words)}`}</p>
            <p className="rule-action">{body.action}</p>
            <p className="faint">{t('rule.readOnly')}</p>
          </section>
        )}
      </FaultsContext>
      <section className="panel rule-bench">
        <header className="rule-tabs">
          <nav className="tabs" aria-label={t('rule.tabs')}>
            {shown.map((each) => (
              <button
                key={each}
                type="button"
                className={each === tab ? 'tab tab-button active' : 'tab tab-button'}
                aria-current={each === tab}
                onClick={() => go('tab', each)}
                data-testid={`rule-tab-${each}`}
              >
                {t(`rule.tab.${each}`)}
              </button>
            ))}
          </nav>
          {tab !== 'versions' && (
            <EquipmentPick
              applying={applying}
              value={equipment}
              withAll={tab !== 'why'}
              onChange={(id) => go('equipment', id ?? 'all')}
            />
          )}
        </header>
        {tab === 'preview' && (
          <PreviewPanel
            draft={settled}
            words={words}
            equipment={equipment}
            applying={applying.length}
            range={range}
            answer={preview.data}
            error={preview.error}
            busy={preview.isFetching || !sameJson(draft, settled)}
            isNew={isNew}
          />
        )}
        {tab === 'advise' && rule && (
          <AdvisePanel rule={draft} words={words} equipment={equipment} onApply={(change) => setDraft({ ...draft, ...change })} />
        )}
        {tab === 'why' && rule && (equipment ?? applying[0]) && (
          <WhyPanel rule={rule.id} equipment={equipment ?? applying[0]?.value ?? ''} />
        )}
        {tab === 'why' && applying.length === 0 && <p className="panel-none">{t('preview.none7')}</p>}
        {tab === 'versions' && rule && <VersionsPanel id={rule.id} {...(mayWrite && { onRestore: setDraft })} />}
      </section>
    </div>
  )
}

/** What a rule does can be tried before it has a name. */
function triable(draft: RuleBody): RuleBody {
  return { ...draft, id: draft.id || 'draft', title: draft.title || '–', action: draft.action || '–' }
}

function Head({ rule, body }: { rule: RuleItem | undefined; body: RuleBody }) {
  const { t, i18n } = useTranslation()
  const title = rule ? sayTitle(rule, i18n.language === 'en' ? 'en' : 'zh') : t('rule.new')
  usePageTitle(title)
  const navigate = useNavigate()
  return (
    <header className="page-head">
      <div>
        <nav className="crumbs" aria-label={t('page.crumbs')}>
          <Link className="link" to="/alarms">
            {t('nav.alarms')}
          </Link>
          <Link className="link" to="/alarms/rules">
            {t('rule.rules')}
          </Link>
          {rule && <span className="mono">{body.id}</span>}
        </nav>
        <h1>{title}</h1>
      </div>
      {rule && (
        <div className="rule-head-facts">
          <SeverityBadge severity={rule.severity} />
          {rule.faulty === true && (
            <span className="badge tone-alarm" title={rule.fault}>
              {t('rule.faulty')}
            </span>
          )}
          <RuleFacts rule={rule} />
          <RuleSwitch rule={rule} />
        </div>
      )}
      {!rule && (
        <button type="button" className="plain link" onClick={() => void navigate(-1)}>
          {t('page.cancel')}
        </button>
      )}
    </header>
  )
}
