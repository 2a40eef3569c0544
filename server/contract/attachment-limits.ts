/** Kinds and limits of attachments. Apart from the shapes, because the browser has these without zod. */

/** A lift's, an escalator's or fire equipment's ticket is verified only with an `operation_record` and a `test_report`. */
export const attachmentKinds = ['photo', 'document', 'operation_record', 'test_report'] as const
export type AttachmentKind = (typeof attachmentKinds)[number]

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
