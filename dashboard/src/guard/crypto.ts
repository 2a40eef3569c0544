/** Ids and hashes. On plain HTTP browsers give no hashes, and no `randomUUID` either (design.md §3). */

/** 128 random bits as 32 hex digits, begun by a letter. */
export function createId(): string {
  return `s${toHex(crypto.getRandomValues(new Uint8Array(16)))}`
}

/** Lower-case hex; null where the browser has no hashes. */
export async function sha256(content: BufferSource): Promise<string | null> {
  const subtle: SubtleCrypto | undefined = crypto.subtle
  if (!subtle) return null
  return toHex(new Uint8Array(await subtle.digest('SHA-256', content)))
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
