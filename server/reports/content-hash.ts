import { createHash } from 'node:crypto'

/** SHA-256 of the content as JSON, in hex: the same content, with its fields in the same order, has the same. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
