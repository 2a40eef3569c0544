import type { attachmentZh } from './attachment-zh.ts'

export const attachmentEn: typeof attachmentZh = {
  attachment: {
    title: 'Attachments',
    none: 'No photos or files yet',
    kind: 'Kind',
    camera: 'Take a photo',
    choose: 'Choose files',
    sending: 'Sending {{name}}',
    done: 'Attached',
    photoHint: 'JPEG, PNG or WebP, at most {{size}}',
    documentHint: 'PDF, JPEG, PNG, docx or xlsx, at most {{size}}',
    tooLarge: '{{name}} is too large: at most {{size}}',
    wrongType: 'The content of {{name}} is of no type that is taken',
    heic: '{{name}} is a HEIC photo, which not every browser shows. Choose "Most compatible" in the camera settings and take it again, or convert it to JPEG.',
    failed: '{{name}} could not be sent',
    download: 'Download {{name}}'
  },
  attachmentKind: { photo: 'Photo', document: 'Document', operation_record: 'Operation record', test_report: 'Test report' }
}
