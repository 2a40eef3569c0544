/** A phone's photo made small enough for a basement's network: at most 1600 px, JPEG. */

const longestSide = 1600
const quality = 0.8

/** The photo itself where the browser cannot draw it. */
export async function shrink(file: File): Promise<Blob> {
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
    // Not a picture this browser knows: the server says what it thinks of it.
    return file
  } finally {
    URL.revokeObjectURL(url)
  }
}
