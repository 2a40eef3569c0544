/** Tags held to this phone, where its browser reads them (Chrome on Android, over HTTPS). The guard's page has this too. */

type NfcRecord = { recordType: string; data?: DataView }
type NfcReading = { serialNumber: string; message: { records: readonly NfcRecord[] } }
type NfcReader = { scan(options: { signal: AbortSignal }): Promise<void>; onreading: ((event: NfcReading) => void) | null }
declare global {
  interface Window {
    NDEFReader?: new () => NfcReader
  }
}

/** `uid`: in hex without separators. `addresses`: those it holds, as text. */
export type HeldTag = { uid: string; addresses: string[] }

export const canReadTags = (): boolean => window.NDEFReader !== undefined

/**
 * Tells of each tag held to the phone until `signal`. To be called from a press: the browser asks for leave then. Rejects
 * where there is no leave, or no NFC after all.
 */
export async function listenForTags(held: (tag: HeldTag) => void, signal: AbortSignal): Promise<void> {
  if (!window.NDEFReader) throw new Error('no NFC')
  const reader = new window.NDEFReader()
  reader.onreading = ({ serialNumber, message }) => {
    const addresses = message.records.flatMap(({ recordType, data }) =>
      recordType === 'url' && data ? new TextDecoder().decode(data) : []
    )
    held({ uid: serialNumber.replaceAll(':', '').toUpperCase(), addresses })
  }
  await reader.scan({ signal })
}

/** The number of the next tag, as `listenForTags` tells it; rejects with an AbortError once `signal` says so. */
export function readTag(signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    listenForTags(({ uid }) => resolve(uid), signal).catch(reject)
  })
}
