import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteInput } from '../../../../../server/contract/site.ts'
import { planTypes } from '../../../../../server/contract/words.ts'
import { EmptyState } from '../../../components/states.tsx'
import { useMay } from '../../../lib/api/session.ts'
import { useDisableEntry } from '../../../lib/api/setup.ts'
import { BlindSpots } from '../blind-spots.tsx'
import { PresetDialog } from '../preset-dialog.tsx'
import { RouteForm } from '../route-form.tsx'
import type { RoutePreset } from '../route-presets.ts'
import { rhythmText } from '../route-rhythm.ts'

type Props = {
  routes: readonly RouteInput[]
  /** The one the calendar shows alone. */
  chosen: string | undefined
  onChoose: (route: string | undefined) => void
}

type Open = { route: RouteInput } | { preset?: RoutePreset } | 'presets'

/** Routes in service by what they are for, and the places none of them goes to; admins change them here. */
export function PlanList({ routes, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const isAdmin = useMay('admin')
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <div className="plan-routes">
      <BlindSpots>
        {isAdmin && (
          <>
            <Button onClick={() => setOpen('presets')}>{t('route.preset')}</Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen({})} data-testid="plan-add">
              {t('setup.add')}
            </Button>
          </>
        )}
      </BlindSpots>
      <section className="panel" aria-label={t('plan.routes')}>
        {routes.length === 0 && <EmptyState title={t('plan.noRoutes')} />}
        {chosen !== undefined && <Button onClick={() => onChoose(undefined)}>{t('plan.all')}</Button>}
        {planTypes
          .map((type) => ({ type, of: routes.filter((route) => route.type === type) }))
          .filter(({ of }) => of.length > 0)
          .map(({ type, of }) => (
            <section key={type} className={`plan-group plan-${type}`}>
              <h2>{t(`patrol.type.${type}`)}</h2>
              <ul>
                {of.map((route) => (
                  <li key={route.id} className="entry" data-testid={`plan-${route.id}`}>
                    <button
                      type="button"
                      className="plain entry-main"
                      title={t('plan.only')}
                      aria-pressed={route.id === chosen}
                      onClick={() => onChoose(route.id === chosen ? undefined : route.id)}
                    >
                      <span className="entry-title">{route.name}</span>
                      <span className="entry-facts">
                        <span>{rhythmText(route, t)}</span>
                        <span>{t('route.places', { count: route.checkpoints.length })}</span>
                      </span>
                    </button>
                    {isAdmin && <RouteSteps route={route} onEdit={() => setOpen({ route })} />}
                  </li>
                ))}
              </ul>
            </section>
          ))}
      </section>
      {open === 'presets' && <PresetDialog onChoose={(preset) => setOpen({ preset })} onClose={close} />}
      {open !== undefined && open !== 'presets' && <RouteForm {...open} onClose={close} />}
    </div>
  )
}

function RouteSteps({ route: { id, name }, onEdit }: { route: RouteInput; onEdit: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const retire = useDisableEntry('routes')
  const onError = () => void message.error(t('alarm.again'))
  return (
    <div className="entry-do">
      <Button size="small" onClick={onEdit} data-testid={`edit-${id}`}>
        {t('plan.edit')}
      </Button>
      <Popconfirm
        title={t('plan.retireAsk', { name })}
        okText={t('plan.retire')}
        cancelText={t('page.cancel')}
        onConfirm={() => retire.mutate(id, { onError })}
      >
        <Button size="small" danger type="text" loading={retire.isPending} data-testid={`retire-${id}`}>
          {t('plan.retire')}
        </Button>
      </Popconfirm>
    </div>
  )
}
