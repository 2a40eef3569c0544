import { describe, expect, it } from 'vitest'
import { toContentDisposition, toFileName } from '../../../server/attachments/file-name.ts'

const names: [given: string | undefined, name: string][] = [
  ['photo.jpg', 'photo.jpg'],
  ['PHOTO.JPEG', 'PHOTO.jpeg'],
  ['1#电梯 试验.jpg', '1#电梯 试验.jpg'],
  ['../../etc/passwd', 'passwd.jpg'],
  ['C:\\fakepath\\IMG_1.JPG', 'IMG_1.jpg'],
  ['page.html', 'page.html.jpg'],
  ['invoice\u202egpj.exe', 'invoicegpj.exe.jpg'],
  ['a\r\nset-cookie: x=1.jpg', 'aset-cookie x=1.jpg'],
  ['.jpg', 'jpg.jpg'],
  ['...', 'file.jpg'],
  ['', 'file.jpg'],
  [undefined, 'file.jpg'],
  [`${'长'.repeat(300)}.jpg`, `${'长'.repeat(100)}.jpg`]
]

describe('the name of a file', () => {
  it.each(names)('%j becomes %j', (given, name) => expect(toFileName(given, 'image/jpeg')).toBe(name))

  it.each([
    ['a.pdf', `attachment; filename="a.pdf"; filename*=UTF-8''a.pdf`],
    ['电梯 1.pdf', `attachment; filename="__ 1.pdf"; filename*=UTF-8''%E7%94%B5%E6%A2%AF%201.pdf`],
    [`it's "50%" (1)*.pdf`, `attachment; filename="it's _50__ (1)*.pdf"; filename*=UTF-8''it%27s%20%2250%25%22%20%281%29%2A.pdf`]
  ])('%j is told to old and new browsers', (name, header) => expect(toContentDisposition(name)).toBe(header))
})
