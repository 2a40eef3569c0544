import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { equipmentDetailQuery } from '../../lib/api/equipment.ts'
import { siteQuery } from '../../lib/api/site.ts'
import { systemQuery } from '../../lib/api/system.ts'
import { CopyLine } from './copy-line.tsx'
import { examplePayload, publishCommand } from './example-message.ts'

type Props = { id: string; password?: string | undefined; equipment: string | undefined }

/** All that has to be entered in a device so that its data arrives, each ready to copy. */
export function ConnectFacts({ id, password, equipment }: Props) {
  const { t } = useTranslation()
  const { data: site } = useQuery(siteQuery)
  const { data: system } = useQuery({ ...systemQuery, refetchInterval: false })
  const { data: detail } = useQuery({ ...equipmentDetailQuery(equipment ?? ''), enabled: equipment !== undefined })
  const host = window.location.hostname
  const port = system?.mqttPort ?? 1883
  const topic = site && equipment !== undefined ? `facility/${site.id}/${equipment}/telemetry` : undefined
  const payload = detail && examplePayload(detail.metrics)
  const login = { host, port, username: id, password: password ?? t('setup.password') }
  return (
    <div className="connect-facts">
      <p className={password === undefined ? 'muted' : 'setup-once'}>
        {t(password === undefined ? 'setup.passwordLost' : 'setup.shownOnce')}
      </p>
      <CopyLine label={t('setup.host')} text={host} />
      <CopyLine label={t('setup.port')} text={String(port)} />
      <CopyLine label={t('setup.username')} text={id} />
      {password !== undefined && <CopyLine label={t('setup.password')} text={password} testId="shown-password" />}
      {topic !== undefined && <CopyLine label={t('setup.topic')} text={topic} testId="shown-topic" />}
      {payload !== undefined && <CopyLine label={t('setup.payload')} text={payload} testId="shown-payload" />}
      {topic !== undefined && payload !== undefined && (
        <CopyLine label={t('setup.command')} text={publishCommand(login, topic, payload)} testId="shown-command" />
      )}
    </div>
  )
}
