import { FileDoneOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StepProps } from './my-steps.tsx'

/** What was done, and done. */
export function DoneStep({ act, isBusy }: StepProps) {
  const { t } = useTranslation()
  const [result, setResult] = useState('')
  return (
    <form
      className="my-done"
      onSubmit={(event) => {
        event.preventDefault()
        if (result.trim() !== '') act('resolve', { result: result.trim() })
      }}
    >
      <Input.TextArea
        rows={3}
        maxLength={5000}
        value={result}
        placeholder={t('my.resultHint')}
        aria-label={t('my.result')}
        onChange={({ target }) => setResult(target.value)}
        data-testid="my-result"
      />
      <Button
        htmlType="submit"
        type="primary"
        size="large"
        block
        icon={<FileDoneOutlined />}
        disabled={result.trim() === ''}
        loading={isBusy}
        data-testid="my-finish"
      >
        {t('my.finish')}
      </Button>
    </form>
  )
}
