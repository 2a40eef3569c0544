import { useEffect, useRef, useState } from 'react'
import type { CheckpointInput } from '../../../server/contract/site.ts'
import { canReadTags, listenForTags } from '../lib/nfc.ts'
import { QrReader } from './qr-reader.tsx'
import { fromTag } from './read-tag.ts'
import type { TagRead } from './record.ts'
import type { Words } from './words.ts'

type Props = { t: Words; checkpoints: readonly CheckpointInput[]; found: (read: TagRead | undefined) => void }

export function ScanButtons({ t, checkpoints, found }: Props) {
  const [nfc, setNfc] = useState<'off' | 'on' | 'refused'>('off')
  const [isReadingQr, setReadingQr] = useState(false)
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])

  async function listen(): Promise<void> {
    stop.current?.abort()
    stop.current = new AbortController()
    try {
      await listenForTags((tag) => found(fromTag(tag, checkpoints)), stop.current.signal)
      setNfc('on')
    } catch {
      setNfc('refused')
    }
  }

  if (isReadingQr) {
    const read = (tag: TagRead | undefined) => {
      setReadingQr(false)
      found(tag)
    }
    return <QrReader t={t} found={read} close={() => setReadingQr(false)} />
  }
  return (
    <section className="guard-scan">
      {canReadTags() ? (
        <button type="button" className="guard-main-button" onClick={() => void listen()}>
          {nfc === 'on' ? t.nfcListening : t.scanNfc}
        </button>
      ) : (
        <p className="guard-hint">{t.tapHint}</p>
      )}
      {nfc === 'refused' && <p className="guard-error">{t.nfcRefused}</p>}
      {window.isSecureContext && (
        <button type="button" className="guard-second-button" onClick={() => setReadingQr(true)}>
          {t.scanQr}
        </button>
      )}
    </section>
  )
}
