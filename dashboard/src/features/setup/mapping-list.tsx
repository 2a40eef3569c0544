import { useQuery } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MappingItem } from '../../../../server/contract/mappings.ts'
import { EquipmentLink } from '../../components/equipment-link.tsx'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { mappingsQuery, useDeleteMapping } from '../../lib/api/mappings.ts'

/** The mappings in force, those of the site file among them. */
export function MappingList() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(mappingsQuery)
  return (
    <section className="panel" aria-label={t('mapping.mapped')}>
      <header className="panel-head">
        <h2>{t('mapping.mapped')}</h2>
      </header>
      {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={2} />)}
      {data?.length === 0 && <p className="panel-none">{t('mapping.mappedNone')}</p>}
      <ul className="entries">
        {data?.map((mapping) => (
          <MappingRow key={mapping.id} mapping={mapping} />
        ))}
      </ul>
    </section>
  )
}

function MappingRow({ mapping }: { mapping: MappingItem }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const remove = useDeleteMapping()
  const { id, source, device, field, equipment, metric, from_unit, scale, offset, invert } = mapping
  return (
    <li className="entry" data-testid={`mapping-${device}/${field}`}>
      <div className="entry-main">
        <span className="entry-title point-name">
          <span className="mono">
            {device} / {field}
          </span>
          {' → '}
          <EquipmentLink id={equipment} /> <span className="mono">{metric}</span>
        </span>
        <span className="entry-facts">
          <span>{source}</span>
          {scale !== undefined && <span>× {scale}</span>}
          {offset !== undefined && <span>+ {offset}</span>}
          {from_unit !== undefined && <span>{from_unit}</span>}
          {invert && <span>{t('mapping.inverted')}</span>}
        </span>
      </div>
      <div className="entry-do">
        <Popconfirm
          title={t('mapping.removeAsk')}
          okText={t('mapping.remove')}
          cancelText={t('page.cancel')}
          onConfirm={() => remove.mutate(id, { onError: () => void message.error(t('alarm.again')) })}
        >
          <Button size="small" danger type="text" loading={remove.isPending}>
            {t('mapping.remove')}
          </Button>
        </Popconfirm>
      </div>
    </li>
  )
}
