import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RunningLog } from '../../../../server/contract/reports.ts'
import { useWriteLog } from '../../lib/api/reports.ts'
import { Refusal } from './refusal.tsx'

export function RemarkForm({ log }: { log: RunningLog }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const write = useWriteLog(log)
  const save = () => write.mutate({ text: text.trim() }, { onSuccess: () => setText('') })
  return (
    <div className="log-form">
      <Input
        value={text}
        onChange={({ target }) => setText(target.value)}
        placeholder={t('report.remarkHint')}
        aria-label={t('report.remarks')}
        maxLength={2000}
        data-testid="log-remark"
      />
      <Button onClick={save} disabled={text.trim() === ''} loading={write.isPending} data-testid="log-remark-add">
        {t('setup.add')}
      </Button>
      <Refusal error={write.error} />
    </div>
  )
}

/** Signed is what was seen: had it changed meanwhile, the service refuses. */
export function SignForm({ log }: { log: RunningLog }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const write = useWriteLog(log)
  const sign = () =>
    write.mutate({ hash: log.hash, ...(note.trim() === '' ? {} : { note: note.trim() }) }, { onSuccess: () => setNote('') })
  return (
    <div className="log-form">
      <Input
        value={note}
        onChange={({ target }) => setNote(target.value)}
        placeholder={t('report.signNote')}
        aria-label={t('report.signNote')}
        maxLength={2000}
      />
      <Button type="primary" onClick={sign} loading={write.isPending} data-testid="log-sign">
        {t('report.sign')}
      </Button>
      <Refusal error={write.error} />
    </div>
  )
}
