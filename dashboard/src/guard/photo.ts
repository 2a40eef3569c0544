/** A phone's photo made small enough for a basement's network: at most 1600 px, JPEG. */
import { attachmentBytes } from '../../../server/contract/attachment-limits.ts'

const longestSide = 1600
const quality = 0.8

/** What the server takes as it is, where this browser cannot draw it anew. */
const takenTypes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** `no_image`: nothing of it can be shown. `too_large`: an image that could be neither made smaller nor sent as it is. */
export type Shrunk = { ok: true; photo: Blob } | { ok: false; reason: 'no_image' | 'too_large' }

/** Of a photo of whatever size; what is refused here would be refused by the server too, when the guard has walked on. */
export async function shrink(file: File): Promise<Shrunk> {
  const image = await drawn(file)
  if (image === undefined) return { ok: false, reason: 'no_image' }
  const scale = Math.min(1, longestSide / Math.max(image.naturalWidth, image.naturalHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  // None where the phone has no memory left for it.
  const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  if (small) return { ok: true, photo: small }
  if (takenTypes.has(file.type) && file.size <= attachmentBytes.photo) return { ok: true, photo: file }
  return { ok: false, reason: 'too_large' }
}

/** Undefined for what this browser knows no picture in. */
async function drawn(file: File): Promise<HTMLImageElement | undefined> {
  const url = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return image
  } catch {
    return undefined
  } finally {
    URL.revokeObjectURL(url)
  }
}
