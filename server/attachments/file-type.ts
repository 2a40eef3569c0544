/** What a file is, by its content: neither its name nor what the sender calls it counts. */
import type { AttachmentKind } from '../contract/attachment-limits.ts'
import { type ByteSource, holdsText } from './byte-source.ts'
import { isJpeg, isPng, isWebp } from './image-structure.ts'
import { readZipNames } from './zip-names.ts'

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
export type FileType = 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf' | typeof docx | typeof xlsx

export type TypeVerdict = { ok: true; type: FileType } | { ok: false; reason: string }

const photoTypes: readonly FileType[] = ['image/jpeg', 'image/png', 'image/webp']
const documentTypes: readonly FileType[] = ['application/pdf', 'image/jpeg', 'image/png', docx, xlsx]
const expected = {
  photo: 'a photo is a JPEG, PNG or WebP',
  document: 'a document is a PDF, JPEG, PNG, docx or xlsx'
} as const

/** Brands of the container that HEIF and AVIF share (ISO/IEC 23008-12). */
const heifBrands = /^(hei[cfmsx]|hev[cmsx]|mif1|msf1|avi[fs])$/
/** Long enough not to come up by chance in ten million bytes of picture. */
const scriptMarks = ['<script', '<!doctype', '<?php', '<iframe', '<foreignobject']
/** Short ones count only where a sniffer or a reader of another format looks. */
const edgeMarks = ['<html', '<svg', '<body', '<?xml version', '%pdf-', '#!/']
const edgeBytes = 1024

/** The reason is for the sender and says what would be taken. */
export async function judgeFile(source: ByteSource, kind: AttachmentKind): Promise<TypeVerdict> {
  const class_ = kind === 'photo' ? 'photo' : 'document'
  const found = await findType(source)
  if (!found.ok) return { ok: false, reason: `${found.reason}: ${expected[class_]}.` }
  const fits = (class_ === 'photo' ? photoTypes : documentTypes).includes(found.type)
  return fits ? found : { ok: false, reason: `The file is ${found.type}: ${expected[class_]}.` }
}

async function findType(source: ByteSource): Promise<TypeVerdict> {
  const head = await source.read(0, 16)
  const letters = head.toString('latin1')
  if (head.length >= 12 && letters.slice(4, 8) === 'ftyp' && heifBrands.test(letters.slice(8, 12))) {
    const hint = 'choose "Most compatible" in the camera settings (兼容性最佳), or convert it to JPEG'
    return { ok: false, reason: `HEIC photos are not shown everywhere; ${hint}` }
  }
  if (letters.startsWith('\xff\xd8\xff')) return picture(source, 'image/jpeg', isJpeg)
  if (letters.startsWith('\x89PNG\r\n\x1a\n')) return picture(source, 'image/png', isPng)
  if (letters.startsWith('RIFF') && letters.slice(8, 12) === 'WEBP') return picture(source, 'image/webp', isWebp)
  if (letters.startsWith('%PDF-')) return pdf(source)
  if (letters.startsWith('PK\x03\x04')) return office(source)
  return { ok: false, reason: 'The content is of no type that is taken' }
}

async function picture(
  source: ByteSource,
  type: FileType,
  isBuiltSo: (source: ByteSource) => Promise<boolean>
): Promise<TypeVerdict> {
  if (!(await isBuiltSo(source))) return { ok: false, reason: `The file begins like ${type} and is not built like one` }
  if (await isSomethingElseToo(source)) return { ok: false, reason: `The file is ${type} and something else at once` }
  return { ok: true, type }
}

/** Pages, scripts, PDF and ZIP files that hide in or behind a picture. */
async function isSomethingElseToo(source: ByteSource): Promise<boolean> {
  const edges = [await source.read(0, edgeBytes), await source.read(Math.max(source.size - edgeBytes, 0), edgeBytes)]
  const texts = edges.map((edge) => edge.toString('latin1').toLowerCase())
  if (edgeMarks.some((mark) => texts.some((text) => text.includes(mark)))) return true
  return (await holdsText(source, scriptMarks)) || (await readZipNames(source)) !== undefined
}

/** Readers look for the end mark in the last 1024 bytes. */
async function pdf(source: ByteSource): Promise<TypeVerdict> {
  const tail = (await source.read(Math.max(source.size - edgeBytes, 0), edgeBytes)).toString('latin1')
  if (!tail.includes('%%EOF')) return { ok: false, reason: 'The PDF is cut short' }
  if ((await readZipNames(source)) !== undefined) return { ok: false, reason: 'The file is a PDF and something else at once' }
  return { ok: true, type: 'application/pdf' }
}

async function office(source: ByteSource): Promise<TypeVerdict> {
  const names = (await readZipNames(source)) ?? []
  if (names.some((name) => /vbaproject|\.exe$|\.js$|\.html?$/i.test(name))) {
    return { ok: false, reason: 'The document carries macros or programs' }
  }
  if (names.includes('[Content_Types].xml')) {
    if (names.includes('word/document.xml')) return { ok: true, type: docx }
    if (names.includes('xl/workbook.xml')) return { ok: true, type: xlsx }
  }
  return { ok: false, reason: 'The file is a ZIP and no docx or xlsx' }
}
