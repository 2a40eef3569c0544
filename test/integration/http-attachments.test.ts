import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AttachmentFiles, createAttachmentFiles } from '../../server/attachments/attachment-files.ts'
import { attachmentSchema } from '../../server/contract/attachments.ts'
import { problemSchema, type Role } from '../../server/contract/common.ts'
import { type TicketDetail, ticketDetailSchema } from '../../server/contract/tickets.ts'
import { AppError } from '../../server/errors.ts'
import { createAttachmentStore } from '../../server/tickets/attachment-store.ts'
import { docx, heic, jpeg, pdf, png, webp } from '../support/file-bytes.ts'
import { buildHttpHouse } from '../support/http-house.ts'

type House = Awaited<ReturnType<typeof buildHttpHouse>>
type Upload = { kind?: string; bytes?: Buffer; name?: string; kindLast?: boolean; type?: string }

const mebibyte = 1024 * 1024
let house: House
beforeAll(async () => {
  house = await buildHttpHouse()
  const pump = house.equipment.get('pump-1')
  if (pump) house.equipment.set('lift-1', { ...pump, id: 'lift-1', kind: 'elevator', name: '1#电梯' })
})
afterAll(() => house[Symbol.asyncDispose]())

/** A ticket by hand on the elevator: engineers' and above. */
async function openTicket(): Promise<string> {
  const answer = await house.app.inject({
    method: 'POST',
    url: '/api/v1/tickets',
    headers: await house.bearer('engineer'),
    payload: { title: '平层偏差', type: 'repair', priority: 'P2', equipment: 'lift-1' }
  })
  return answer.json<TicketDetail>().id
}

async function upload(ticket: string, { kind, bytes, name = 'file', kindLast = false, type }: Upload, role: Role = 'engineer') {
  const form = new FormData()
  if (kind !== undefined && !kindLast) form.append('kind', kind)
  if (bytes) form.append('file', new Blob([new Uint8Array(bytes)], { ...(type && { type }) }), name)
  if (kind !== undefined && kindLast) form.append('kind', kind)
  const request = new Request('http://house/', { method: 'POST', body: form })
  return house.app.inject({
    method: 'POST',
    url: `/api/v1/tickets/${ticket}/attachments`,
    headers: { ...(await house.bearer(role)), 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer())
  })
}

async function detail(ticket: string): Promise<TicketDetail> {
  const answer = await house.app.inject({ url: `/api/v1/tickets/${ticket}`, headers: await house.bearer('viewer') })
  return ticketDetailSchema.parse(answer.json())
}

async function act(ticket: string, action: string, payload: object = {}, role: Role = 'manager') {
  const url = `/api/v1/tickets/${ticket}/actions/${action}`
  return house.app.inject({ method: 'POST', url, headers: await house.bearer(role), payload })
}

async function download(ticket: string, hash: string, headers: Record<string, string> = {}, role: Role = 'viewer') {
  const url = `/api/v1/tickets/${ticket}/attachments/${hash}`
  return house.app.inject({ url, headers: { ...(await house.bearer(role)), ...headers } })
}

const placeOf = (hash: string) => join(house.attachmentFolder, hash.slice(0, 2), hash.slice(2, 4), hash)
const incoming = () => readdirSync(join(house.attachmentFolder, 'incoming'))
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())

describe('a file on a ticket', () => {
  it('is stored by its hash, shown on the ticket, told live, and comes back as a download', async () => {
    const ticket = await openTicket()
    const before = house.settlements.length
    const answer = await upload(ticket, { kind: 'operation_record', bytes: pdf(), name: '电梯 操作记录.PDF' })
    expect(answer.statusCode).toBe(201)
    const attachment = attachmentSchema.parse(answer.json())
    expect(attachment).toMatchObject({
      kind: 'operation_record',
      name: '电梯 操作记录.pdf',
      type: 'application/pdf',
      size: pdf().length,
      by: 'engineer'
    })
    expect(answer.headers['location']).toBe(`/api/v1/tickets/${ticket}/attachments/${attachment.hash}`)
    const { attachments, timeline } = await detail(ticket)
    expect(attachments).toEqual([attachment])
    expect(timeline.at(-1)).toMatchObject({ type: 'attached', actor: 'engineer', detail: { hash: attachment.hash } })
    expect(house.settlements.slice(before).flatMap(({ tickets }) => tickets.map(({ id }) => id))).toEqual([ticket])
    expect(incoming()).toEqual([])

    const file = await download(ticket, attachment.hash)
    expect(file.rawPayload.equals(pdf())).toBe(true)
    expect(file.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(pdf().length),
      'content-disposition': expect.stringMatching(/^attachment; filename="[ -~]+"; filename\*=UTF-8''%E7%94%B5/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      'content-security-policy': "default-src 'none'; sandbox"
    })
    const again = await download(ticket, attachment.hash, { 'if-none-match': String(file.headers['etag']) })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it.each([
    ['photo', jpeg, 'image/jpeg'],
    ['photo', png(), 'image/png'],
    ['photo', webp, 'image/webp'],
    ['document', docx, expect.stringMatching(/wordprocessingml/)]
  ] as const)('%s: its content decides the type, wherever the kind stands in the form', async (kind, bytes, type) => {
    const answer = await upload(await openTicket(), { kind, bytes, type: 'text/html', name: 'x.html', kindLast: true })
    expect(answer.json()).toMatchObject({ type, size: bytes.length, name: expect.stringMatching(/^x\.html\.\w+$/) })
  })

  it('is there once, however often it is sent; another ticket may have it too', async () => {
    const [ticket, other] = [await openTicket(), await openTicket()]
    const wish = { kind: 'photo', bytes: png(7) }
    const answers = [await upload(ticket, wish), await upload(ticket, { ...wish, name: 'again' }), await upload(other, wish)]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 200, 201])
    expect((await detail(ticket)).attachments).toHaveLength(1)
    expect((await detail(ticket)).timeline.filter(({ type }) => type === 'attached')).toHaveLength(1)
    const asOther = await upload(ticket, { ...wish, kind: 'document' })
    expect(problemSchema.parse(asOther.json())).toMatchObject({ status: 409, detail: expect.stringMatching(/already, as photo/) })
    expect((await download(ticket, answers[0]?.json().hash)).statusCode).toBe(200)
    expect(incoming()).toEqual([])
  })

  it('lets a repair of a lift be verified once both papers are there', async () => {
    const ticket = await openTicket()
    for (const [action, body] of [['accept'], ['arrive'], ['resolve', { result: '更换光幕' }]] as const) {
      expect((await act(ticket, action, body)).statusCode).toBe(200)
    }
    expect((await act(ticket, 'verify')).statusCode).toBe(409)
    await upload(ticket, { kind: 'operation_record', bytes: pdf('操作') })
    expect((await act(ticket, 'verify')).statusCode).toBe(409)
    await upload(ticket, { kind: 'test_report', bytes: pdf('试验') })
    expect((await act(ticket, 'verify')).json()).toMatchObject({ status: 'closed' })
    const late = await upload(ticket, { kind: 'photo', bytes: jpeg })
    expect(problemSchema.parse(late.json())).toMatchObject({ status: 409, detail: expect.stringMatching(/closed/) })
  })

  it('wants new papers for a repair that is done again', async () => {
    const ticket = await openTicket()
    const repair = async () => {
      for (const [action, body] of [['accept'], ['arrive'], ['resolve', { result: '更换光幕' }]] as const) {
        expect((await act(ticket, action, body)).statusCode).toBe(200)
      }
    }
    await repair()
    await upload(ticket, { kind: 'operation_record', bytes: pdf('操作') })
    await upload(ticket, { kind: 'test_report', bytes: pdf('试验') })
    house.clock.now += 60_000
    expect((await act(ticket, 'reopen', { note: '又停梯' })).statusCode).toBe(200)
    await repair()
    expect((await act(ticket, 'verify')).statusCode).toBe(409)
    await upload(ticket, { kind: 'operation_record', bytes: pdf('再次操作') })
    await upload(ticket, { kind: 'test_report', bytes: pdf('再次试验') })
    expect((await act(ticket, 'verify')).json()).toMatchObject({ status: 'closed' })
  })
})

describe('refused, with nothing changed:', () => {
  const big = (kind: string, bytes: Buffer, size: number): Upload => ({ kind, bytes: Buffer.concat([bytes, Buffer.alloc(size)]) })
  const refused: { name: string; wish: Upload; role?: Role; status: number; field?: string }[] = [
    {
      name: 'a page as a photo',
      wish: { kind: 'photo', bytes: Buffer.from('<script>alert(1)</script>'), type: 'image/png' },
      status: 415,
      field: 'file'
    },
    {
      name: 'an SVG as a photo',
      wish: { kind: 'photo', bytes: Buffer.from('<svg/>'), type: 'image/svg+xml' },
      status: 415,
      field: 'file'
    },
    {
      name: 'a picture that is a page too',
      wish: { kind: 'photo', bytes: Buffer.concat([jpeg, Buffer.from('<script>')]) },
      status: 415,
      field: 'file'
    },
    { name: 'a HEIC photo', wish: { kind: 'photo', bytes: heic }, status: 415, field: 'file' },
    { name: 'a PDF as a photo', wish: { kind: 'photo', bytes: pdf() }, status: 415, field: 'file' },
    { name: 'a photo above 10 MB', wish: big('photo', jpeg, 10 * mebibyte), status: 413, field: 'file' },
    {
      name: 'one whose kind comes last',
      wish: { ...big('photo', jpeg, 10 * mebibyte), kindLast: true },
      status: 413,
      field: 'file'
    },
    { name: 'a document above 25 MB', wish: big('document', pdf(), 25 * mebibyte), status: 413, field: 'file' },
    { name: 'an empty file', wish: { kind: 'photo', bytes: Buffer.alloc(0) }, status: 400, field: 'file' },
    { name: 'no file', wish: { kind: 'photo' }, status: 400, field: 'file' },
    { name: 'no kind', wish: { bytes: jpeg }, status: 400, field: 'kind' },
    { name: 'an unknown kind', wish: { kind: 'selfie', bytes: jpeg }, status: 400, field: 'kind' },
    { name: "a viewer's", wish: { kind: 'photo', bytes: jpeg }, role: 'viewer', status: 403 },
    { name: "a guard's on a ticket that is none of his", wish: { kind: 'photo', bytes: jpeg }, role: 'guard', status: 403 }
  ]
  it.each(refused)('$name: $status', async ({ wish, role, status, field }) => {
    const ticket = await openTicket()
    const before = filesIn(house.attachmentFolder)
    const answer = await upload(ticket, wish, role)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    const problem = problemSchema.parse(answer.json())
    expect([answer.statusCode, problem.status, problem.errors?.[0]?.field]).toEqual([status, status, field])
    expect(await detail(ticket)).toMatchObject({ attachments: [], timeline: [{ type: 'opened' }] })
    expect(filesIn(house.attachmentFolder)).toEqual(before)
  })

  it('one on an unknown ticket, on a cancelled one, and what is no form', async () => {
    expect((await upload('tk_none', { kind: 'photo', bytes: jpeg })).statusCode).toBe(404)
    const ticket = await openTicket()
    const url = `/api/v1/tickets/${ticket}/attachments`
    const json = await house.app.inject({
      method: 'POST',
      url,
      headers: await house.bearer('engineer'),
      payload: { kind: 'photo' }
    })
    expect(json.statusCode).toBe(415)
    await act(ticket, 'cancel', { note: '误报' })
    expect((await upload(ticket, { kind: 'photo', bytes: jpeg })).statusCode).toBe(409)
  })

  it('the 51st on a ticket', async () => {
    const ticket = await openTicket()
    const store = createAttachmentStore(house.database)
    for (let index = 0; index < 49; index++) {
      const hash = String(index).padStart(64, '0')
      await store.add(ticket, { hash, kind: 'photo', name: 'x.png', type: 'image/png', size: 1, at: index, by: 'engineer' })
    }
    expect((await upload(ticket, { kind: 'photo', bytes: png(300) })).statusCode).toBe(201)
    const answer = await upload(ticket, { kind: 'photo', bytes: png(301) })
    expect(problemSchema.parse(answer.json())).toMatchObject({ status: 409, detail: expect.stringMatching(/50/) })
    expect((await detail(ticket)).attachments).toHaveLength(50)
    expect(incoming()).toEqual([])
  })

  it('the guard whose ticket it is may attach', async () => {
    const ticket = await openTicket()
    expect((await act(ticket, 'assign', { assignee: 'guard' })).statusCode).toBe(200)
    expect((await upload(ticket, { kind: 'photo', bytes: jpeg }, 'guard')).statusCode).toBe(201)
  })
})

describe('a download', () => {
  it("of another ticket's file, a missing one and an altered one is refused in words", async () => {
    const [ticket, other] = [await openTicket(), await openTicket()]
    const { hash } = attachmentSchema.parse((await upload(ticket, { kind: 'photo', bytes: png(11) })).json())
    expect((await download(other, hash)).statusCode).toBe(404)
    expect((await download(ticket, '../../wuxun.sqlite')).statusCode).toBe(404)
    writeFileSync(placeOf(hash), png(12))
    const altered = await download(ticket, hash)
    expect(problemSchema.parse(altered.json())).toMatchObject({
      status: 500,
      detail: expect.stringMatching(/altered or damaged/)
    })
    expect(altered.headers['content-type']).toContain('application/problem+json')
    rmSync(placeOf(hash))
    const gone = await download(ticket, hash)
    expect(problemSchema.parse(gone.json())).toMatchObject({
      status: 404,
      detail: expect.stringMatching(/not in the data folder/)
    })
    // Sent again, it is whole again.
    expect((await upload(ticket, { kind: 'photo', bytes: png(11) })).statusCode).toBe(200)
    expect((await download(ticket, hash)).rawPayload.equals(png(11))).toBe(true)
  })
})

describe('200 MB', () => {
  const mostSent = 200 * mebibyte

  /** Sends as fast as it is taken until it has an answer and the other side closes; resolves with the answer and how much went out. */
  async function send(length: string | undefined): Promise<{ answer: string; sent: number }> {
    const { port } = house.app.server.address() as AddressInfo
    const { authorization } = await house.bearer('engineer')
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    // Cut while it still sends: expected.
    socket.on('error', () => socket.destroy())
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const drained = () => new Promise<void>((resolve) => socket.once('drain', resolve))
    const size = length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`
    const ticket = await openTicket()
    socket.write(
      `POST /api/v1/tickets/${ticket}/attachments HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n` +
        `content-type: multipart/form-data; boundary=b\r\n${size}\r\n\r\n`
    )
    const head = Buffer.concat([
      Buffer.from('--b\r\ncontent-disposition: form-data; name="kind"\r\n\r\nphoto\r\n'),
      Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'),
      jpeg
    ])
    const piece = Buffer.alloc(mebibyte)
    const framed = (bytes: Buffer) =>
      length === undefined ? Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]) : bytes
    let sent = 0
    for (let bytes = head; !socket.destroyed && sent < mostSent && answer === ''; bytes = piece) {
      sent += bytes.length
      if (!socket.write(framed(bytes))) await Promise.race([drained(), closed])
    }
    await closed
    return { answer, sent }
  }

  it.each([
    ['told beforehand', String(mostSent)],
    ['without a word', undefined]
  ])('%s are refused with 413 long before they are there, and leave nothing', async (_, length) => {
    if (!house.app.server.listening) await house.app.listen({ port: 0, host: '127.0.0.1' })
    const before = filesIn(house.attachmentFolder)
    const { answer, sent } = await send(length)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('application/problem+json')
    expect(sent).toBeLessThan(mostSent / 2)
    expect(filesIn(house.attachmentFolder)).toEqual(before)
  })
})

describe('a file that stops in the middle', () => {
  it('does not hold up the closing of the server, and leaves nothing', async () => {
    await using other = await buildHttpHouse()
    const { authorization } = await other.bearer('engineer')
    const opened = await other.app.inject({
      method: 'POST',
      url: '/api/v1/tickets',
      headers: { authorization },
      payload: { title: '漏水', type: 'repair', priority: 'P3' }
    })
    await other.app.listen({ port: 0, host: '127.0.0.1' })
    const socket = connect((other.app.server.address() as AddressInfo).port, '127.0.0.1')
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => socket.destroy())
    socket.write(
      `POST /api/v1/tickets/${opened.json().id}/attachments HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n` +
        'content-type: multipart/form-data; boundary=b\r\ncontent-length: 5000\r\n\r\n' +
        '--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nhalf'
    )
    await expect.poll(() => filesIn(other.attachmentFolder).length).toBe(1)
    await other.app.close()
    await closed
    await expect.poll(() => filesIn(other.attachmentFolder)).toEqual([])
  })
})

describe('a crash', () => {
  const again = (): AttachmentFiles =>
    createAttachmentFiles({ folder: house.attachmentFolder, isAttached: createAttachmentStore(house.database).isAttached })
  const bytes = async function* (content: Buffer) {
    yield content
  }

  it('between the file and its row leaves a file that the next start drops', async () => {
    const files = again()
    const file = await files.receive(bytes(png(500)), () => mebibyte)
    let saving: (() => void) | undefined
    const inPlace = new Promise<void>((resolve) => {
      saving = resolve
    })
    // Never answered: the process ends here.
    void files.keep(file, () => {
      saving?.()
      return new Promise<never>(() => undefined)
    })
    await inPlace
    expect(existsSync(placeOf(file.hash))).toBe(true)
    await again().start()
    expect(existsSync(placeOf(file.hash))).toBe(false)
    expect(incoming()).toEqual([])
  })

  it('after the row leaves the file alone, and drops pieces of others', async () => {
    const ticket = await openTicket()
    const { hash } = attachmentSchema.parse((await upload(ticket, { kind: 'photo', bytes: png(501) })).json())
    mkdirSync(join(house.attachmentFolder, 'incoming'), { recursive: true })
    writeFileSync(join(house.attachmentFolder, 'incoming', `${hash}.pending`), '')
    writeFileSync(join(house.attachmentFolder, 'incoming', 'half'), 'abc')
    await again().start()
    expect(incoming()).toEqual([])
    expect((await download(ticket, hash)).statusCode).toBe(200)
  })

  it('that is none: a file whose row is refused is gone at once, unless another ticket has it', async () => {
    const files = again()
    const ticket = await openTicket()
    const { hash } = attachmentSchema.parse((await upload(ticket, { kind: 'photo', bytes: png(502) })).json())
    for (const [content, stays] of [
      [png(502), true],
      [png(503), false]
    ] as const) {
      const file = await files.receive(bytes(content), () => mebibyte)
      await expect(files.keep(file, () => Promise.reject(new AppError('conflict', 'full')))).rejects.toThrow('full')
      expect(existsSync(placeOf(file.hash))).toBe(stays)
    }
    expect((await download(ticket, hash)).statusCode).toBe(200)
  })
})
