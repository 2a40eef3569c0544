/** Small real files, made of their parts; and what pretends to be one. */
import { crc32, deflateSync } from 'node:zlib'

/** 8 × 8 red, as a browser's canvas writes it. */
export const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAgT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCQAKH/2Q==',
  'base64'
)
export const webp = Buffer.from('UklGRjIAAABXRUJQVlA4ICYAAABwAQCdASoIAAgAB0CWJaACdAFAAAD+5AFjCaSdH8zfhR8nUAAAAA==', 'base64')

/** A PNG of one colour; another `shade` is another file. */
export function png(shade = 0): Buffer {
  return pngOf(1, deflateSync(Buffer.from([0, shade & 255, shade >> 8, 0])))
}

/** A square PNG of so many pixels a side, 3 bytes each: stored as they are, as large as a camera's. */
export function largePng(side: number): Buffer {
  // A row begins with its filter, here none.
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(side * 3, '8f3a21', 'hex')])
  return pngOf(side, deflateSync(Buffer.concat(Array<Buffer>(side).fill(row)), { level: 0 }))
}

function pngOf(side: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // 8 bits a channel, RGB.
  header.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0))
  ])
}

export function pngChunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** One empty page with a title. */
export function pdf(title = '操作记录'): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    `<< /Title <feff${Buffer.from(title, 'utf16le').swap16().toString('hex')}> >>`
  ]
  let text = '%PDF-1.4\n'
  const places = objects.map((object, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = text.length
  text += `xref\n0 5\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`
  text += `trailer\n<< /Size 5 /Root 1 0 R /Info 4 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

/** Entries stored as they are. */
export function zip(entries: Readonly<Record<string, string>>): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let place = 0
  for (const [name, content] of Object.entries(entries)) {
    const [path, data] = [Buffer.from(name), Buffer.from(content)]
    const facts = Buffer.alloc(26)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt32LE(crc32(data), 10)
    facts.writeUInt32LE(data.length, 14)
    facts.writeUInt32LE(data.length, 18)
    facts.writeUInt16LE(path.length, 22)
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, path, data])
    const more = Buffer.alloc(14)
    more.writeUInt32LE(place, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, more, path]))
    files.push(file)
    place += file.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(listed.length, 8)
  end.writeUInt32LE(place, 12)
  return Buffer.concat([...files, listed, Buffer.from('PK\x05\x06', 'latin1'), end])
}

const parts = { '[Content_Types].xml': '<Types/>', '_rels/.rels': '<Relationships/>' }
export const docx = zip({ ...parts, 'word/document.xml': '<w:document/>' })
export const xlsx = zip({ ...parts, 'xl/workbook.xml': '<workbook/>' })
export const macros = zip({ ...parts, 'word/document.xml': '<w:document/>', 'word/vbaProject.bin': 'x' })

/** The first box of an iPhone's photo. */
export const heic = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1')])
