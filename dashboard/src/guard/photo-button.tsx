import { useState } from 'react'
import { shrink } from './photo.ts'
import type { Words } from './words.ts'

type Props = {
  t: Words
  count: number
  isBusy: boolean
  setBusy: (isBusy: boolean) => void
  taken: (photo: Blob) => Promise<void>
}

export function PhotoButton({ t, count, isBusy, setBusy, taken }: Props) {
  const [isUnusable, setUnusable] = useState(false)

  async function take(files: FileList | null): Promise<void> {
    setBusy(true)
    setUnusable(false)
    try {
      for (const file of files ?? []) {
        const photo = await shrink(file)
        if (photo) await taken(photo)
        else setUnusable(true)
      }
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <label className="guard-second-button guard-photo" aria-disabled={isBusy}>
        {t.photo}
        {count > 0 && <b data-testid="photo-count">{count}</b>}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          disabled={isBusy}
          onChange={({ target }) => void take(target.files).then(() => (target.value = ''))}
        />
      </label>
      {isUnusable && (
        <p className="guard-error" role="alert">
          {t.photoUnusable}
        </p>
      )}
    </>
  )
}
