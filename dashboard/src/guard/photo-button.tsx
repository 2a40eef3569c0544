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
  const [refusal, setRefusal] = useState<'no_image' | 'too_large'>()

  async function take(files: FileList | null): Promise<void> {
    setBusy(true)
    setRefusal(undefined)
    try {
      for (const file of files ?? []) {
        const made = await shrink(file)
        if (made.ok) await taken(made.photo)
        else setRefusal(made.reason)
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
      {refusal && (
        <p className="guard-error" role="alert">
          {t[refusal]}
        </p>
      )}
    </>
  )
}
