import { z } from 'zod'
import { timeSchema } from './common.ts'

/** A lift's, an escalator's or fire equipment's ticket is verified only with an `operation_record` and a `test_report`. */
export const attachmentKinds = ['photo', 'document', 'operation_record', 'test_report'] as const
export const attachmentKindSchema = z.enum(attachmentKinds)
export type AttachmentKind = z.infer<typeof attachmentKindSchema>

const mebibyte = 1024 * 1024
/** Bytes a file may have (contract §5). */
export const attachmentBytes: Readonly<Record<AttachmentKind, number>> = {
  photo: 10 * mebibyte,
  document: 25 * mebibyte,
  operation_record: 25 * mebibyte,
  test_report: 25 * mebibyte
}
export const largestAttachmentBytes = Math.max(...Object.values(attachmentBytes))
export const attachmentsPerTicket = 50

/** `type` is what the content is, whatever the sender called it. */
export const attachmentSchema = z.object({
  /** SHA-256 of the content, in hex. */
  hash: z.string(),
  kind: attachmentKindSchema,
  name: z.string(),
  type: z.string(),
  /** Bytes. */
  size: z.number().int(),
  at: timeSchema,
  /** A user's id. */
  by: z.string()
})
export type AttachmentItem = z.infer<typeof attachmentSchema>

/** The parts of the multipart form; the order does not matter. */
export const attachmentFormSchema = z.object({
  kind: attachmentKindSchema,
  file: z.string().meta({ format: 'binary', description: 'JPEG, PNG or WebP as a photo; else PDF, JPEG, PNG, docx or xlsx.' })
})
