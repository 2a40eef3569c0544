/** The ways a tag comes to us: the address it holds, its UID, a code with the same address. */
import type { CheckpointInput } from '../../../server/contract/site.ts'
import type { TagRead } from './record.ts'

/** `/c/{checkpoint}?e=&c=`; undefined for any other address. */
export function fromAddress(address: URL, via: 'url' | 'qr' | 'nfc'): TagRead | undefined {
  const checkpoint = /^\/c\/([A-Za-z0-9][A-Za-z0-9_.-]{0,63})$/.exec(address.pathname)?.[1]
  if (checkpoint === undefined) return undefined
  const e = address.searchParams.get('e')
  const c = address.searchParams.get('c')
  return { checkpoint, tag: null, sun: e !== null && c !== null ? { e, c } : null, via }
}

/** `serialNumber` as Web NFC tells it: `04:a1:b2:…`. Undefined when it hangs at none of these places. */
export function fromSerialNumber(serialNumber: string, checkpoints: readonly CheckpointInput[]): TagRead | undefined {
  const tag = serialNumber.replaceAll(':', '').toUpperCase()
  const found = checkpoints.find((each) => each.tag === tag)
  return found && { checkpoint: found.id, tag, sun: null, via: 'nfc' }
}

/** The address in a code's text. */
export function fromText(text: string): TagRead | undefined {
  try {
    return fromAddress(new URL(text), 'qr')
  } catch {
    return undefined
  }
}

type NfcRecord = { recordType: string; data?: DataView }
type NfcReading = { serialNumber: string; message: { records: readonly NfcRecord[] } }
type NfcReader = { scan(options: { signal: AbortSignal }): Promise<void>; onreading: ((event: NfcReading) => void) | null }
declare global {
  interface Window {
    NDEFReader?: new () => NfcReader
  }
}

export const hasNfc = (): boolean => window.NDEFReader !== undefined

/**
 * Tells of each tag held to the phone until `signal`. To be called from a press: the browser asks for leave then. Rejects
 * where there is no leave, or no NFC after all.
 */
export async function listenForTags(
  checkpoints: readonly CheckpointInput[],
  found: (read: TagRead | undefined) => void,
  signal: AbortSignal
): Promise<void> {
  if (!window.NDEFReader) throw new Error('no NFC')
  const reader = new window.NDEFReader()
  reader.onreading = ({ serialNumber, message }) => {
    for (const { recordType, data } of message.records) {
      // What the tag makes of itself at each tap says more than its number.
      const read = recordType === 'url' && data ? fromNfcAddress(data) : undefined
      if (read) return found(read)
    }
    found(fromSerialNumber(serialNumber, checkpoints))
  }
  await reader.scan({ signal })
}

function fromNfcAddress(data: DataView): TagRead | undefined {
  try {
    return fromAddress(new URL(new TextDecoder().decode(data)), 'nfc')
  } catch {
    return undefined
  }
}
