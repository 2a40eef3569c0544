/** What a file is called when it is saved: the sender's name, without what a name could do harm with. */
import type { FileType } from './file-type.ts'

const extensions: Record<FileType, readonly [string, ...string[]]> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx']
}

const longestStem = 100

/** No folders, no control or direction characters, and always an ending that fits the content. */
export function toFileName(given: string | undefined, type: FileType): string {
  const [usual, ...others] = extensions[type]
  const base = (given ?? '').split(/[/\\]/).at(-1) ?? ''
  const clean = base
    .normalize('NFC')
    // Control, format (direction marks) and private characters, lone surrogates, and what file systems refuse.
    .replace(/[\p{C}<>:"|?*]/gu, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const dot = clean.lastIndexOf('.')
  const ending = dot > 0 ? clean.slice(dot + 1).toLowerCase() : ''
  const fits = ending === usual || others.includes(ending)
  const stem = [...(fits ? clean.slice(0, dot) : clean)].slice(0, longestStem).join('')
  return `${stem || 'file'}.${fits ? ending : usual}`
}

/** `Content-Disposition` with the name for old clients in ASCII and for all others in UTF-8 (RFC 6266, RFC 5987). */
export function toContentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
