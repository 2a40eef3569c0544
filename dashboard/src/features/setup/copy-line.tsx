import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../../lib/copy-text.ts'

const shownMs = 2_000

/** One value to be typed elsewhere, with a button that copies it. */
export function CopyLine({ label, text, testId }: { label: string; text: string; testId?: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = window.setTimeout(() => setCopied(false), shownMs)
    return () => window.clearTimeout(timer)
  }, [copied])
  return (
    <div className="copy-line">
      <span className="copy-label">{label}</span>
      <code className="mono copy-text" data-testid={testId}>
        {text}
      </code>
      <Button
        type="text"
        size="small"
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        onClick={() => void copyText(text).then(setCopied)}
        aria-label={`${t(copied ? 'setup.copied' : 'setup.copy')} ${label}`}
      />
    </div>
  )
}
