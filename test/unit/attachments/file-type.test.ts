import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../../server/attachments/byte-source.ts'
import { judgeFile } from '../../../server/attachments/file-type.ts'
import { type AttachmentKind, attachmentKinds } from '../../../server/contract/attachment-limits.ts'
import { docx, heic, jpeg, macros, pdf, png, pngChunk, webp, xlsx, zip } from '../../support/file-bytes.ts'

const source = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: async (at, length) => bytes.subarray(at, at + length)
})
const html = '<!DOCTYPE html><script>alert(1)</script>'
const behind = (picture: Buffer, more: string | Buffer) => Buffer.concat([picture, Buffer.from(more)])
/** A comment segment right after the start: where a page hides best. */
const inComment = (text: string) => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(text) + 2)
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from('fffe', 'hex'), length, Buffer.from(text), jpeg.subarray(2)])
}
const documents: AttachmentKind[] = ['document', 'operation_record', 'test_report']

const taken: { name: string; bytes: Buffer; type: RegExp; kinds: readonly AttachmentKind[] }[] = [
  { name: 'a JPEG', bytes: jpeg, type: /^image\/jpeg$/, kinds: attachmentKinds },
  { name: 'a JPEG with a comment', bytes: inComment('水泵房'), type: /^image\/jpeg$/, kinds: attachmentKinds },
  { name: "a JPEG with a camera's trailer", bytes: behind(jpeg, 'SEFT'), type: /^image\/jpeg$/, kinds: attachmentKinds },
  { name: 'a PNG', bytes: png(), type: /^image\/png$/, kinds: attachmentKinds },
  { name: 'a WebP', bytes: webp, type: /^image\/webp$/, kinds: ['photo'] },
  { name: 'a PDF', bytes: pdf(), type: /^application\/pdf$/, kinds: documents },
  { name: 'a docx', bytes: docx, type: /wordprocessingml/, kinds: documents },
  { name: 'an xlsx', bytes: xlsx, type: /spreadsheetml/, kinds: documents }
]

const nothing: { name: string; bytes: Buffer; reason: RegExp }[] = [
  { name: 'a page', bytes: Buffer.from(html), reason: /no type that is taken/ },
  { name: 'a script', bytes: Buffer.from('#!/bin/sh\nrm -rf /\n'), reason: /no type that is taken/ },
  { name: 'an SVG', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), reason: /no type that is taken/ },
  { name: 'a program', bytes: Buffer.from('MZ\x90\0'), reason: /no type that is taken/ },
  { name: 'three bytes', bytes: Buffer.from('abc'), reason: /no type that is taken/ },
  { name: 'a HEIC photo', bytes: heic, reason: /HEIC.*兼容性最佳.*JPEG/ },
  { name: 'a page that begins like a JPEG', bytes: behind(jpeg.subarray(0, 3), html), reason: /not built like one/ },
  { name: 'a JPEG cut off in its tables', bytes: jpeg.subarray(0, 60), reason: /not built like one/ },
  { name: 'a JPEG with a page behind it', bytes: behind(jpeg, html), reason: /something else/ },
  { name: 'a JPEG with a script in a comment', bytes: inComment('*/=1;</x><ScRiPt src=//e>'), reason: /something else/ },
  { name: 'a JPEG with PHP in a comment', bytes: inComment('<?php system($_GET[0]);'), reason: /something else/ },
  { name: 'a JPEG with a PDF in a comment', bytes: inComment('%PDF-1.4'), reason: /something else/ },
  { name: 'a JPEG with a ZIP behind it', bytes: behind(jpeg, zip({ 'a.jar': 'x' })), reason: /something else/ },
  { name: 'a PNG with a page behind it', bytes: behind(png(), html), reason: /not built like one/ },
  {
    name: 'a PNG with a script in a text chunk',
    bytes: Buffer.concat([png().subarray(0, 33), pngChunk('tEXt', Buffer.from(`t\0${html}`)), png().subarray(33)]),
    reason: /something else/
  },
  { name: 'a PNG of header only', bytes: png().subarray(0, 33), reason: /not built like one/ },
  { name: 'a WebP with a page behind it', bytes: behind(webp, html), reason: /not built like one/ },
  { name: 'a sound in RIFF', bytes: Buffer.from('RIFF\x10\0\0\0WAVEfmt '), reason: /no type that is taken/ },
  { name: 'a PDF that is cut short', bytes: pdf().subarray(0, 80), reason: /cut short/ },
  { name: 'a PDF with a ZIP behind it', bytes: behind(pdf(), zip({ 'a.jar': 'x' })), reason: /something else/ },
  { name: 'a ZIP', bytes: zip({ 'a.txt': 'x' }), reason: /no docx or xlsx/ },
  { name: 'a ZIP without a directory', bytes: docx.subarray(0, 60), reason: /no docx or xlsx/ },
  { name: 'a docx with macros', bytes: macros, reason: /macros/ }
]

describe('what a file is', () => {
  for (const { name, bytes, type, kinds } of taken) {
    for (const kind of attachmentKinds) {
      const fits = kinds.includes(kind)
      it(`${name} is ${fits ? 'taken' : 'refused'} as ${kind}`, async () => {
        const verdict = await judgeFile(source(bytes), kind)
        if (fits) expect(verdict).toEqual({ ok: true, type: expect.stringMatching(type) })
        else expect(verdict).toEqual({ ok: false, reason: expect.stringMatching(/^The file is .*: a (photo|document) is/) })
      })
    }
  }
  for (const { name, bytes, reason } of nothing) {
    it.each(['photo', 'document'] as const)(`${name} is refused as %s`, async (kind) => {
      const verdict = await judgeFile(source(bytes), kind)
      expect(verdict).toEqual({ ok: false, reason: expect.stringMatching(reason) })
    })
  }

  it('looks for scripts across the borders of the slices it reads', async () => {
    const size = 256 * 1024
    const places = [size - 3, 2 * size - 7, 2 * size - 1]
    for (const place of places) {
      const bytes = Buffer.concat([jpeg, Buffer.alloc(3 * size, 0x20)])
      bytes.write('<script', place, 'latin1')
      expect(await judgeFile(source(bytes), 'photo')).toMatchObject({ ok: false })
    }
  })

  it('gives up on a picture of nothing but parts', async () => {
    const parts = Array.from({ length: 20_000 }, () => pngChunk('tEXt', Buffer.alloc(0)))
    const bytes = Buffer.concat([png().subarray(0, 33), ...parts, png().subarray(33)])
    expect(await judgeFile(source(bytes), 'photo')).toMatchObject({ ok: false })
  })
})
