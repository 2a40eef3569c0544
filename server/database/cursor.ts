/** The opaque cursor of lists that are sorted by (time, id), newest first. */
import { AppError } from '../errors.ts'

export type CursorPosition = { at: number; id: string }

export function encodeCursor(position: CursorPosition): string {
  return Buffer.from(`${position.at}:${position.id}`).toString('base64url')
}

/** Throws `invalid` naming `cursor` for a text that no list handed out. */
export function decodeCursor(cursor: string): CursorPosition {
  const match = /^(-?\d{1,16}):(.+)$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match?.[1] || !match[2]) {
    throw new AppError('invalid', 'The cursor is not one of this list.', {
      errors: [{ field: 'cursor', message: 'expected the nextCursor of the page before' }]
    })
  }
  return { at: Number(match[1]), id: match[2] }
}
