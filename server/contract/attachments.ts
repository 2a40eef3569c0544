import { z } from 'zod'
import { attachmentKinds } from './attachment-limits.ts'
import { timeSchema } from './common.ts'

export const attachmentKindSchema = z.enum(attachmentKinds)

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
