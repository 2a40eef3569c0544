import { Button, Form, Input, Modal, Popconfirm, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { certificateTypes } from '../../../../../server/contract/words.ts'
import type { StaffItem } from '../../../../../server/contract/workforce.ts'
import { useFieldErrors } from '../../../components/use-field-errors.ts'
import { type CertificateWish, useAddCertificate, useDisableCertificate } from '../../../lib/api/workforce.ts'
import { Failure, useSaved } from '../entry-form.tsx'
import { CertificateMark } from './certificate-marks.tsx'

/** The papers of one person; one out of use stays on record. */
export function CertificatesDialog({ member, onClose }: { member: StaffItem; onClose: () => void }) {
  const { t } = useTranslation()
  const disable = useDisableCertificate()
  const used = member.certificates.filter(({ enabled }) => enabled)
  return (
    <Modal open footer={null} title={`${member.name} · ${t('people.certificates')}`} onCancel={onClose}>
      {used.length === 0 && <p className="muted">{t('people.noCertificates')}</p>}
      <ul className="entries">
        {used.map((certificate) => (
          <li key={certificate.id} className="entry">
            <div className="entry-main">
              <CertificateMark certificate={certificate} />
              <span className="entry-facts mono">{certificate.number}</span>
            </div>
            <Popconfirm
              title={t('people.dropCertificate')}
              okText={t('setup.disable')}
              cancelText={t('page.cancel')}
              onConfirm={() => disable.mutate(certificate.id)}
            >
              <Button size="small" type="text" danger loading={disable.isPending}>
                {t('setup.disable')}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      <Failure error={disable.error} />
      <NewCertificate user={member.user} />
    </Modal>
  )
}

function NewCertificate({ user }: { user: string }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Omit<CertificateWish, 'user'>>()
  const add = useAddCertificate()
  const saved = useSaved()
  useFieldErrors(form, add.error)
  const save = ({ issued, ...values }: Omit<CertificateWish, 'user'>) => {
    const onSuccess = () => {
      form.resetFields()
      saved()
    }
    add.mutate({ user, ...values, ...(issued ? { issued } : {}) }, { onSuccess })
  }
  const needed = [{ required: true, message: t('form.required') }]
  return (
    <Form form={form} layout="vertical" onFinish={save} requiredMark={false} className="setup-form">
      <Form.Item name="type" label={t('people.certificateType')} rules={needed}>
        <Select
          options={certificateTypes.map((type) => ({ value: type, label: t(`dispatch.certificate.${type}`) }))}
          data-testid="field-type"
        />
      </Form.Item>
      <Form.Item name="number" label={t('people.certificateNumber')} rules={needed}>
        <Input data-testid="field-number" />
      </Form.Item>
      <div className="field-pair">
        <Form.Item name="issued" label={t('people.issued')} extra={t('form.optional')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="expires" label={t('people.expires')} rules={needed}>
          <Input type="date" data-testid="field-expires" />
        </Form.Item>
      </div>
      <Failure error={add.error} />
      <Button type="primary" htmlType="submit" loading={add.isPending} data-testid="certificate-add">
        {t('setup.add')}
      </Button>
    </Form>
  )
}
