import { InboxOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, App, Progress, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { importHeaders, importsQuery, newImportId, useImport } from '../../lib/api/imports.ts'
import { Failure } from './entry-form.tsx'
import { ImportRow } from './import-row.tsx'
import './points.css'

type Sending = { id: string; name: string; share: number }

/** History from a file: sent while it is read, so that its size does not matter. */
export function ImportsSection() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const upload = useImport()
  const [sending, setSending] = useState<Sending>()
  const [wrong, setWrong] = useState<string>()
  const awaited = upload.isPending ? sending?.id : undefined
  const { data, error, refetch } = useQuery(importsQuery(awaited))
  const start = (file: File) => {
    const headers = importHeaders(file.name)
    setWrong(headers ? undefined : file.name)
    upload.reset()
    if (!headers) return
    const id = newImportId()
    const show = (share: number) => setSending({ id, name: file.name, share })
    show(0)
    upload.mutate(
      { id, file, headers, onSent: show },
      { onSuccess: ({ stored }) => void message.success(t('import.finished', { value: stored.toLocaleString('en-US') })) }
    )
  }
  return (
    <div className="imports-page">
      <section className="panel" aria-label={t('import.title')}>
        <header className="panel-head">
          <h2>{t('import.title')}</h2>
          <p className="muted points-hint">{t('import.hint')}</p>
        </header>
        <Upload.Dragger
          showUploadList={false}
          disabled={upload.isPending}
          beforeUpload={(file) => {
            start(file)
            return Upload.LIST_IGNORE
          }}
        >
          <p className="ant-upload-drag-icon">
            <InboxOutlined />
          </p>
          <p>{t('import.drop')}</p>
          <p className="faint">{t('import.types')}</p>
        </Upload.Dragger>
        <div className="import-upload">
          {upload.isPending && sending && (
            <>
              <p className="muted">{t('import.sent', sending)}</p>
              <Progress percent={Math.floor(sending.share * 100)} status="active" />
            </>
          )}
          {wrong !== undefined && <Alert type="error" showIcon role="alert" title={t('import.wrongType', { name: wrong })} />}
          <Failure error={upload.error} />
        </div>
      </section>
      <section className="panel" aria-label={t('import.recent')}>
        <header className="panel-head">
          <h2>{t('import.recent')}</h2>
        </header>
        {!data && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={2} />)}
        {data?.length === 0 && <p className="panel-none">{t('import.none')}</p>}
        <ul className="entries">
          {data?.map((item) => (
            <ImportRow key={item.id} item={item} />
          ))}
        </ul>
      </section>
    </div>
  )
}
