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
