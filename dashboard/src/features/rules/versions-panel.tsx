import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleVersion } from '../../../../server/contract/backtest.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { ruleVersionsQuery } from '../../lib/api/rules.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'
import { bodyOf, type RuleBody } from '../../lib/rules/rule-body.ts'
import { type Difference, differences } from './differences.ts'
import './versions-panel.css'

/** What became of the rule, newest first; one is chosen to see what it changed. */
export function VersionsPanel({ id, onRestore }: { id: string; onRestore?: (body: RuleBody) => void }) {
  const { t } = useTranslation()
  const { data: versions, error } = useQuery(ruleVersionsQuery(id))
  const [chosen, setChosen] = useState<number>()
  if (!versions) return error ? <ErrorState error={error} /> : <PageLoading rows={3} />
  if (versions.length === 0) return <p className="panel-none">{t('versions.none')}</p>
  const newestFirst = [...versions].sort((a, b) => b.version - a.version)
  const shown = chosen ?? newestFirst[0]?.version
  return (
    <ol className="versions" data-testid="versions">
      {newestFirst.map((version, at) => (
        <Version
          key={version.version}
          version={version}
          before={newestFirst[at + 1]}
          isNow={at === 0}
          open={version.version === shown}
          onOpen={() => setChosen(version.version)}
          {...(onRestore && at > 0 && { onRestore: () => onRestore(bodyOf(version.body)) })}
        />
      ))}
    </ol>
  )
}

type VersionProps = {
  version: RuleVersion
  before: RuleVersion | undefined
  isNow: boolean
  open: boolean
  onOpen: () => void
  onRestore?: () => void
}

function Version({ version, before, isNow, open, onOpen, onRestore }: VersionProps) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  return (
    <li className={open ? 'version version-open' : 'version'} data-testid={`version-${version.version}`}>
      <button type="button" className="plain version-head" aria-expanded={open} onClick={onOpen}>
        <b>{t('rule.version', { version: version.version })}</b>
        <span>{t(`versions.${version.change}`)}</span>
        <span className="muted">{version.by === null ? t('versions.file') : nameOf(version.by)}</span>
        <time className="faint" dateTime={version.at}>
          {formatDateTime(version.at)}
        </time>
        {isNow && <span className="badge">{t('versions.now')}</span>}
      </button>
      {open && (
        <div className="version-body">
          {before ? (
            <Differences list={differences(before.body, version.body)} />
          ) : (
            <p className="faint">{t('versions.first')}</p>
          )}
          {onRestore && (
            <Button size="small" onClick={onRestore} data-testid={`restore-${version.version}`}>
              {t('versions.restore')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function Differences({ list }: { list: readonly Difference[] }) {
  const { t } = useTranslation()
  if (list.length === 0) return <p className="faint">{t('versions.noDifference')}</p>
  return (
    <table className="differences">
      <tbody>
        {list.map(({ field, before, after }) => (
          <tr key={field}>
            <th className="mono">{field}</th>
            <td>
              {before !== undefined && <del>{before}</del>}
              {after !== undefined && <ins>{after}</ins>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
