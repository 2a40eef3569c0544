import { Button, Form } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyItem, PolicyRow } from '../../../../../server/contract/sla.ts'
import { useEditPolicy } from '../../../lib/api/sla.ts'
import { usePreferences } from '../../../lib/preferences.ts'
import { Failure, useSaved } from '../entry-form.tsx'
import { NameFields } from './copy-policy-dialog.tsx'
import { RowEditor } from './row-editor.tsx'

/** Rows have no id of their own, but must keep their controls while others come and go. */
type Line = { key: number; row: PolicyRow }

/** A policy's rows, each figure with its clause; saving makes the next version. */
export function PolicyEditor({ policy, onClose }: { policy: PolicyItem; onClose: () => void }) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  const [form] = Form.useForm<{ zh: string; en: string }>()
  const [lines, setLines] = useState<Line[]>(() => policy.rows.map((row, key) => ({ key, row })))
  const edit = useEditPolicy(policy.id)
  const saved = useSaved()
  const set = (key: number, row: PolicyRow) => setLines(lines.map((line) => (line.key === key ? { key, row } : line)))
  const add = () => setLines([...lines, { key: Math.max(-1, ...lines.map(({ key }) => key)) + 1, row: { clocks: {} } }])
  const save = (name: { zh: string; en: string }) => {
    const rows = lines.map(({ row }) => row)
    const onSuccess = () => {
      onClose()
      saved()
    }
    edit.mutate({ name, rows }, { onSuccess })
  }
  return (
    <section className="panel policy-editor" aria-label={t('sla.editing', { name: policy.name[language] })}>
      <header className="panel-head">
        <h2>{t('sla.editing', { name: policy.name[language] })}</h2>
        <span className="muted">{t('sla.nextVersion', { version: policy.version + 1 })}</span>
      </header>
      <Form form={form} layout="vertical" initialValues={policy.name} onFinish={save} requiredMark={false}>
        <NameFields />
      </Form>
      {lines.map(({ key, row }) => (
        <RowEditor
          key={key}
          row={row}
          onChange={(next) => set(key, next)}
          onRemove={() => setLines(lines.filter((line) => line.key !== key))}
        />
      ))}
      <Failure error={edit.error} />
      <div className="policy-ends">
        <Button onClick={add}>{t('sla.addRow')}</Button>
        <Button onClick={onClose}>{t('page.cancel')}</Button>
        <Button type="primary" onClick={form.submit} loading={edit.isPending} data-testid="policy-save">
          {t('setup.save')}
        </Button>
      </div>
    </section>
  )
}
