/** The ways a tag comes to us: the address it holds, its UID, a code with the same address. */
import type { CheckpointInput } from '../../../server/contract/site.ts'
import type { HeldTag } from '../lib/nfc.ts'
import type { TagRead } from './record.ts'

/** `/c/{checkpoint}?e=&c=`; undefined for any other address. */
export function fromAddress(address: URL, via: 'url' | 'qr' | 'nfc'): TagRead | undefined {
  const checkpoint = /^\/c\/([A-Za-z0-9][A-Za-z0-9_.-]{0,63})$/.exec(address.pathname)?.[1]
  if (checkpoint === undefined) return undefined
  const e = address.searchParams.get('e')
  const c = address.searchParams.get('c')
  return { checkpoint, tag: null, sun: e !== null && c !== null ? { e, c } : null, via }
}

/** An address as text: of a code, or of a tag. */
export function fromText(text: string, via: 'qr' | 'nfc'): TagRead | undefined {
  try {
    return fromAddress(new URL(text), via)
  } catch {
    return undefined
  }
}

/** What the tag makes of itself at each tap says more than its number. Undefined when it hangs at none of these places. */
export function fromTag({ uid, addresses }: HeldTag, checkpoints: readonly CheckpointInput[]): TagRead | undefined {
  for (const address of addresses) {
    const read = fromText(address, 'nfc')
    if (read) return read
  }
  const found = checkpoints.find((each) => each.tag === uid)
  return found && { checkpoint: found.id, tag: uid, sun: null, via: 'nfc' }
}
