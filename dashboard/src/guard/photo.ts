/** A phone's photo made small enough for a basement's network: at most 1600 px, JPEG. */

const longestSide = 1600
const quality = 0.8

/** Undefined for what the browser cannot draw: the server would not have it either, and the scan would be refused with it. */
export async function shrink(file: File): Promise<Blob | undefined> {
  const url = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const scale = Math.min(1, longestSide / Math.max(image.naturalWidth, image.naturalHeight))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(image.naturalWidth * scale)
    canvas.height = Math.round(image.naturalHeight * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
    return small ?? file
  } catch {
    // Not a picture, or of a format that this phone writes and its browser cannot read.
    return undefined
  } finally {
    URL.revokeObjectURL(url)
  }
}
