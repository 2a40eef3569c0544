import { StopOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutOfServiceItem } from '../../../../server/contract/alarms.ts'
import type { EquipmentDetail } from '../../../../server/contract/equipment.ts'
import { useErrorText } from '../../components/error-text.ts'
import { outOfServiceQuery, useOutOfService } from '../../lib/api/out-of-service.ts'
import { sessionQuery, useMay } from '../../lib/api/session.ts'
import { useUserName } from '../../lib/api/users.ts'
import { formatDateTime } from '../../lib/format.ts'
import { OutOfServiceForm } from './out-of-service-form.tsx'

/** Nothing but a button while in service; else who took it out, until when, and the way back. */
export function OutOfServicePanel({ detail }: { detail: EquipmentDetail }) {
  const { t } = useTranslation()
  const isEngineer = useMay('engineer')
  const { data: state } = useQuery(outOfServiceQuery(detail.id))
  const [asking, setAsking] = useState(false)
  if (!state) return null
  return (
    <>
      {state.state === 'in_service' ? (
        isEngineer && (
          <Button
            size="small"
            icon={<StopOutlined />}
            onClick={() => setAsking(true)}
            className="out-button"
            data-testid="out-of-service"
          >
            {t('outOfService.put')}
          </Button>
        )
      ) : (
        <Banner equipment={detail.id} state={state} mayAct={isEngineer} />
      )}
      {asking && <OutOfServiceForm detail={detail} onClose={() => setAsking(false)} />}
    </>
  )
}

function Banner({ equipment, state, mayAct }: { equipment: string; state: OutOfServiceItem; mayAct: boolean }) {
  const { t } = useTranslation()
  const nameOf = useUserName()
  const requested = state.state === 'requested'
  return (
    <section
      className={`out-banner out-banner-${state.state}`}
      aria-label={t('outOfService.tag')}
      data-testid="out-banner"
      data-state={state.state}
    >
      <StopOutlined />
      <div className="out-text">
        <b>{requested ? t('outOfService.requested') : t('outOfService.out')}</b>
        <span className="out-facts">
          {state.by !== null &&
            state.until !== null &&
            t('outOfService.facts', { name: nameOf(state.by), until: formatDateTime(state.until) })}
          {state.confirmedBy !== null && ` · ${t('outOfService.confirmedBy', { name: nameOf(state.confirmedBy) })}`}
        </span>
        {state.reason !== null && <span>{state.reason}</span>}
      </div>
      {mayAct && <Steps equipment={equipment} state={state} />}
    </section>
  )
}

/** Who asked cannot confirm: that is the point of the second person. */
function Steps({ equipment, state }: { equipment: string; state: OutOfServiceItem }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const self = useQuery(sessionQuery).data?.id
  const write = useOutOfService(equipment)
  const { title, detail } = useErrorText(write.error)
  const take = (step: 'confirm' | 'return') =>
    write.mutate({ step }, { onSuccess: () => void message.success(t(`outOfService.done.${step}`)) })
  const requested = state.state === 'requested'
  return (
    <span className="out-do">
      {write.error && (
        <span role="alert" className="out-failure">
          {detail || title}
        </span>
      )}
      {requested && self === state.by && <span className="faint">{t('outOfService.needsOther')}</span>}
      {requested && self !== state.by && (
        <Popconfirm
          title={t('outOfService.confirmAsk')}
          okText={t('outOfService.confirm')}
          cancelText={t('page.cancel')}
          onConfirm={() => take('confirm')}
          okButtonProps={{ 'data-testid': 'out-confirm-ok' }}
        >
          <Button size="small" type="primary" loading={write.isPending} data-testid="out-confirm">
            {t('outOfService.confirm')}
          </Button>
        </Popconfirm>
      )}
      <Popconfirm
        title={t('outOfService.backAsk')}
        okText={requested ? t('outOfService.withdraw') : t('outOfService.back')}
        cancelText={t('page.cancel')}
        onConfirm={() => take('return')}
        okButtonProps={{ 'data-testid': 'out-return-ok' }}
      >
        <Button size="small" loading={write.isPending} data-testid="out-return">
          {requested ? t('outOfService.withdraw') : t('outOfService.back')}
        </Button>
      </Popconfirm>
    </span>
  )
}
