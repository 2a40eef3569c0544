import { PlusOutlined } from '@ant-design/icons'
import { App, Button, Popconfirm, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../components/error-text.ts'
import { EmptyState, ErrorState, PageLoading } from '../../components/states.tsx'
import { type SetupSection, useDisableEntry, useWriteEntry } from '../../lib/api/setup.ts'

type Entry = { id: string; enabled?: boolean | undefined }

type Props<Item extends Entry> = {
  section: SetupSection
  query: { data?: Item[] | undefined; error: unknown; refetch: () => Promise<unknown> }
  onAdd: () => void
  onEdit: (item: Item) => void
  /** Name, then what else there is to know. */
  title: (item: Item) => ReactNode
  facts: (item: Item) => ReactNode
  /** Buttons beside edit and disable. */
  actions?: (item: Item) => ReactNode
  /** Entries that must stay. */
  isKept?: (item: Item) => boolean
}

/** One section's entries with the ways to change them; what is out of service hides until asked for. */
export function EntryList<Item extends Entry>(props: Props<Item>) {
  const { section, query, onAdd } = props
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const disabled = query.data?.filter(({ enabled }) => enabled === false).length ?? 0
  const shown = query.data?.filter(({ enabled }) => all || enabled !== false)
  return (
    <section className="panel" aria-label={t(`setup.${section}`)}>
      <header className="panel-head setup-head">
        <p className="muted setup-hint">{t(`setup.hint.${section}`)}</p>
        {disabled > 0 && (
          <span className="setup-all">
            <Switch size="small" checked={all} onChange={setAll} id="setup-all" />
            <label htmlFor="setup-all">{t('setup.showDisabled', { count: disabled })}</label>
          </span>
        )}
        <Button type="primary" icon={<PlusOutlined />} onClick={onAdd} data-testid="setup-add">
          {t('setup.add')}
        </Button>
      </header>
      {!shown && (query.error ? <ErrorState error={query.error} onRetry={() => void query.refetch()} /> : <PageLoading />)}
      {shown?.length === 0 && <EmptyState title={t('setup.none')} />}
      <ul className="entries">
        {shown?.map((item) => (
          <EntryRow key={item.id} item={item} {...props} />
        ))}
      </ul>
    </section>
  )
}

function EntryRow<Item extends Entry>({ item, section, title, facts, actions, onEdit, isKept }: Props<Item> & { item: Item }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const disable = useDisableEntry(section)
  const write = useWriteEntry(section)
  const { title: failure, detail } = useErrorText(disable.error ?? write.error)
  const isOut = item.enabled === false
  const told = { onError: () => void message.error(t('alarm.again')) }
  return (
    <li className={isOut ? 'entry entry-out' : 'entry'} data-testid={`entry-${item.id}`}>
      <div className="entry-main">
        <span className="entry-title">
          {title(item)}
          {isOut && <span className="entry-tag">{t('setup.disabled')}</span>}
        </span>
        <span className="entry-facts">{facts(item)}</span>
        {(disable.error || write.error) && (
          <span className="entry-failure" role="alert">
            {detail || failure}
          </span>
        )}
      </div>
      <div className="entry-do">
        {!isOut && actions?.(item)}
        <Button size="small" onClick={() => onEdit(item)} data-testid={`edit-${item.id}`}>
          {t('setup.edit')}
        </Button>
        {isOut && (
          <Button
            size="small"
            loading={write.isPending}
            onClick={() => write.mutate({ id: item.id, body: { enabled: true } }, told)}
          >
            {t('setup.enable')}
          </Button>
        )}
        {!isOut && !isKept?.(item) && (
          <Popconfirm
            title={t('setup.disableAsk', { id: item.id })}
            okText={t('setup.disable')}
            cancelText={t('page.cancel')}
            onConfirm={() => disable.mutate(item.id, told)}
          >
            <Button size="small" danger type="text" loading={disable.isPending}>
              {t('setup.disable')}
            </Button>
          </Popconfirm>
        )}
      </div>
    </li>
  )
}
