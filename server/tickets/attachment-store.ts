/** What is attached to which ticket. Only the desk writes; everyone may read. */
import type { AttachmentKind } from '../contract/attachment-limits.ts'
import type { Connection } from '../database/database.ts'
import type { AttachmentTable } from '../database/ticket-tables.ts'

/** `at` in ms, `by` a user's id. */
export type Attachment = {
  hash: string
  kind: AttachmentKind
  name: string
  type: string
  size: number
  at: number
  by: string
}

export type AttachmentStore = ReturnType<typeof createAttachmentStore>

/** `db` may be a transaction. */
export function createAttachmentStore(db: Connection) {
  return {
    /** Oldest first. */
    async of(ticket: string): Promise<Attachment[]> {
      const rows = await db
        .selectFrom('attachments')
        .selectAll()
        .where('ticket', '=', ticket)
        .orderBy('at')
        .orderBy('hash')
        .execute()
      return rows.map(toAttachment)
    },

    /** Photos of these tickets, by ticket, oldest first. At most as many tickets as a page of a list has. */
    async photosOf(tickets: readonly string[]): Promise<Map<string, Attachment[]>> {
      const photos = new Map<string, Attachment[]>(tickets.map((ticket) => [ticket, []]))
      if (tickets.length === 0) return photos
      const rows = await db
        .selectFrom('attachments')
        .selectAll()
        .where('ticket', 'in', tickets)
        .where('kind', '=', 'photo')
        .orderBy('at')
        .orderBy('hash')
        .execute()
      for (const row of rows) photos.get(row.ticket)?.push(toAttachment(row))
      return photos
    },

    async find(ticket: string, hash: string): Promise<Attachment | undefined> {
      const rows = db.selectFrom('attachments').selectAll().where('ticket', '=', ticket)
      const row = await rows.where('hash', '=', hash).executeTakeFirst()
      return row && toAttachment(row)
    },

    async add(ticket: string, { by, ...attachment }: Attachment): Promise<void> {
      await db
        .insertInto('attachments')
        .values({ ticket, ...attachment, actor: by })
        .execute()
    },

    /** Whether any ticket has this file. */
    async isAttached(hash: string): Promise<boolean> {
      const row = await db.selectFrom('attachments').select('hash').where('hash', '=', hash).executeTakeFirst()
      return row !== undefined
    }
  }
}

function toAttachment({ ticket: _, actor, kind, ...rest }: AttachmentTable): Attachment {
  return { ...rest, kind: kind as AttachmentKind, by: actor }
}
