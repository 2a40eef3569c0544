/** Tags held to this phone, where its browser reads them (Chrome on Android, over HTTPS). */

export const canReadTags = (): boolean => window.NDEFReader !== undefined

/**
 * The number of the next tag held to the phone, in hex without separators. To be called from a press: the browser asks for
 * leave then. Rejects without leave; rejects with an AbortError once `signal` says so.
 */
export async function readTag(signal: AbortSignal): Promise<string> {
  if (!window.NDEFReader) throw new Error('no NFC')
  const reader = new window.NDEFReader()
  const read = new Promise<string>((resolve, reject) => {
    reader.onreading = ({ serialNumber }) => resolve(serialNumber.replaceAll(':', '').toUpperCase())
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  await reader.scan({ signal })
  return read
}
