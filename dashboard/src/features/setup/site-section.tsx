import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SiteItem, SitePatch } from '../../../../server/contract/setup.ts'
import { languages } from '../../../../server/contract/words.ts'
import { ErrorState, PageLoading } from '../../components/states.tsx'
import { useFieldErrors } from '../../components/use-field-errors.ts'
import { siteQuery, useUpdateSite } from '../../lib/api/site.ts'
import { Failure, useSaved } from './entry-form.tsx'
import { SiteFields } from './site-fields.tsx'

export function SiteSection() {
  const { t } = useTranslation()
  const { data: site, error, refetch } = useQuery(siteQuery)
  return (
    <section className="panel" aria-label={t('setup.site')}>
      <p className="muted setup-hint">{t('setup.hint.site')}</p>
      {site && <SiteForm site={site} />}
      {!site && (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageLoading rows={3} />)}
    </section>
  )
}

type Values = Omit<SiteItem, 'defaults' | 'publicUrl'> & { defaults: boolean; publicUrl?: string | null | undefined }

function SiteForm({ site }: { site: SiteItem }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Values>()
  const update = useUpdateSite()
  const saved = useSaved()
  useFieldErrors(form, update.error)
  const save = ({ publicUrl, ...values }: Values) =>
    update.mutate({ ...values, publicUrl: publicUrl ? publicUrl : null } satisfies SitePatch, { onSuccess: saved })
  const initial: Values = { ...site, defaults: site.defaults !== 'off' && site.defaults !== false }
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="setup-form"
      initialValues={initial}
      onFinish={save}
      requiredMark={false}
    >
      <SiteFields />
      <Form.Item name="publicUrl" label={t('setup.publicUrl')} extra={t('setup.publicUrlHint')}>
        <Input placeholder="https://wuxun.example.com" data-testid="field-public-url" />
      </Form.Item>
      <Form.Item name="language" label={t('setup.language')}>
        <Select
          placeholder={t('setup.languages.zh')}
          options={languages.map((value) => ({ value, label: t(`setup.languages.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="defaults" valuePropName="checked" label={t('setup.defaults')}>
        <Switch />
      </Form.Item>
      <Form.Item name="anonymous" valuePropName="checked" label={t('setup.anonymous')}>
        <Switch />
      </Form.Item>
      <Failure error={update.error} />
      <Button type="primary" htmlType="submit" loading={update.isPending} data-testid="site-save">
        {t('setup.save')}
      </Button>
    </Form>
  )
}
