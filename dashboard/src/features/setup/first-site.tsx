import { useQuery } from '@tanstack/react-query'
import { Button, Form } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SiteItem } from '../../../../server/contract/setup.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { siteQuery, useUpdateSite } from '../../lib/api/site.ts'
import { Failure } from './entry-form.tsx'
import { SiteFields } from './site-fields.tsx'

export function FirstSite({ onDone }: { onDone: () => void }) {
  const { data: site, error, refetch } = useQuery(siteQuery)
  if (site) return <SiteStep site={site} onDone={onDone} />
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />
}

type Values = Pick<SiteItem, 'id' | 'name' | 'timezone'>

function SiteStep({ site, onDone }: { site: SiteItem; onDone: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const update = useUpdateSite()
  useFieldErrors(form, update.error)
  const { id, name, timezone } = site
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="setup-form"
      initialValues={{ id, name, timezone }}
      onFinish={(values) => update.mutate(values, { onSuccess: onDone })}
      requiredMark={false}
    >
      <p className="muted first-run-hint">{t('firstRun.siteHint')}</p>
      <SiteFields />
      <Failure error={update.error} />
      <Button type="primary" htmlType="submit" loading={update.isPending} data-testid="first-run-next">
        {t('firstRun.next')}
      </Button>
    </Form>
  )
}
