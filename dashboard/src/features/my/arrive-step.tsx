import { EnvironmentOutlined, ScanOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { canReadTags, readTag } from '../../lib/nfc.ts'
import type { StepProps } from './my-steps.tsx'

/** By the tag on the equipment, held to the phone or typed; without one where there is none. */
export function ArriveStep({ act, isBusy }: StepProps) {
  const { t } = useTranslation()
  const [tag, setTag] = useState('')
  const typed = tag.trim()
  return (
    <>
      {canReadTags() && <ScanButton isBusy={isBusy} onTag={(read) => act('arrive', { tag: read })} />}
      <form
        className="my-tag"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed !== '') act('arrive', { tag: typed })
        }}
      >
        <Input
          size="large"
          autoCapitalize="characters"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={tag}
          placeholder={canReadTags() ? t('my.typeTag') : t('ticket.tag')}
          aria-label={t('ticket.tag')}
          onChange={({ target }) => setTag(target.value)}
          data-testid="my-tag"
        />
        <Button
          htmlType="submit"
          type="primary"
          size="large"
          icon={<EnvironmentOutlined />}
          disabled={typed === ''}
          loading={isBusy}
          data-testid="my-arrive-tag"
        >
          {t('my.arriveWithTag')}
        </Button>
      </form>
      <Button size="large" block disabled={isBusy} onClick={() => act('arrive')} data-testid="my-arrive">
        {t('my.arriveWithout')}
      </Button>
    </>
  )
}

function ScanButton({ isBusy, onTag }: { isBusy: boolean; onTag: (tag: string) => void }) {
  const { t } = useTranslation()
  const [isScanning, setScanning] = useState(false)
  const [fault, setFault] = useState<string>()
  const scan = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => scan.current?.abort(), [])
  const start = async () => {
    const mine = new AbortController()
    scan.current = mine
    setFault(undefined)
    setScanning(true)
    try {
      onTag(await readTag(mine.signal))
    } catch (error) {
      if (!mine.signal.aborted) setFault(error instanceof Error ? error.message : String(error))
    } finally {
      mine.abort()
      setScanning(false)
    }
  }
  return (
    <>
      <Button
        type="primary"
        size="large"
        block
        icon={<ScanOutlined />}
        loading={isBusy}
        onClick={() => (isScanning ? scan.current?.abort() : void start())}
        data-testid="my-scan"
      >
        {isScanning ? t('my.scanStop') : t('my.scan')}
      </Button>
      {isScanning && <p role="status">{t('my.scanning')}</p>}
      {fault !== undefined && (
        <p className="my-refused" role="alert">
          {t('my.scanFailed', { reason: fault })}
        </p>
      )}
    </>
  )
}
