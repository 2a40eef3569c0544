import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { fromText } from './read-tag.ts'
import type { TagRead } from './record.ts'
import type { Words } from './words.ts'

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
declare global {
  interface Window {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector
  }
}

const lookEveryMs = 250

type Props = { t: Words; found: (read: TagRead | undefined) => void; close: () => void }

/** The last resort: a code can be copied, and the server knows that it was one. */
export function QrReader({ t, found, close }: Props) {
  const video = useRef<HTMLVideoElement>(null)
  const [isRefused, setRefused] = useState(window.BarcodeDetector === undefined)

  // Drawn again, it goes on looking: only closing it stops the camera.
  const told = useEffectEvent(found)

  useEffect(() => {
    if (!window.BarcodeDetector) return
    const detector = new window.BarcodeDetector({ formats: ['qr_code'] })
    let stream: MediaStream | undefined
    let isOver = false
    const look = async () => {
      const codes = video.current?.readyState === HTMLMediaElement.HAVE_ENOUGH_DATA ? await detector.detect(video.current) : []
      const [code] = codes
      if (code && !isOver) told(fromText(code.rawValue, 'qr'))
    }
    navigator.mediaDevices
      .getUserMedia({ video: { facingMode: 'environment' } })
      .then(async (camera) => {
        stream = camera
        if (isOver || !video.current) return stop()
        video.current.srcObject = camera
        await video.current.play()
      })
      .catch(() => {
        if (!isOver) setRefused(true)
      })
    const timer = window.setInterval(() => void look().catch(() => undefined), lookEveryMs)
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    return () => {
      isOver = true
      window.clearInterval(timer)
      stop()
    }
  }, [])

  return (
    <section className="guard-card">
      {isRefused ? <p className="guard-error">{t.qrRefused}</p> : <video ref={video} className="guard-video" muted playsInline />}
      <button type="button" className="guard-second-button" onClick={close}>
        {t.close}
      </button>
    </section>
  )
}
