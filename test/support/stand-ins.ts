/** Small real servers in the place of chat robots, a mail server and a system of somebody's own; each enforces its limits. */
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Taken = { at: number; path: string; headers: Record<string, unknown>; text: string; body: Record<string, unknown> }
export type Reply = { status?: number; headers?: Record<string, string>; body?: unknown }
export type StandIn = {
  url: string
  /** What was taken, oldest first. */
  taken: Taken[]
  /** What was refused because it came too fast. */
  tooFast: Taken[]
  /** Whatever was asked, refused or not, as it came. */
  asked: Taken[]
  /** In place of the usual answer, until it is unset. */
  answer: ((request: Taken) => Reply | undefined) | undefined
  close(): Promise<void>
}

type Robot = {
  secret?: string
  /** Time that limits are counted by, ms. */
  now: () => number
}

/** Posts in any window; over it, nothing is taken for `blockMs` more. */
function createGate(limits: { posts: number; ms: number; blockMs: number }[], now: () => number) {
  const times: number[] = []
  let blockedUntil = 0
  return function takes(): boolean {
    const at = now()
    if (at < blockedUntil) return false
    const broken = limits.find(({ posts, ms }) => times.filter((time) => time > at - ms).length >= posts)
    if (broken) {
      blockedUntil = at + broken.blockMs
      return false
    }
    times.push(at)
    return true
  }
}

/** 20 a minute; over it, 45009. developer.work.weixin.qq.com/document/path/91770 */
export function startWecom({ now }: Robot): Promise<StandIn> {
  const takes = createGate([{ posts: 20, ms: 60_000, blockMs: 0 }], now)
  return startServer({
    now,
    judge(request) {
      const { msgtype, markdown, text } = request.body as {
        msgtype?: string
        markdown?: { content: string }
        text?: { content: string }
      }
      const content = msgtype === 'markdown' ? markdown?.content : text?.content
      if (content === undefined) return { body: { errcode: 40008, errmsg: 'invalid message type' } }
      if (Buffer.byteLength(content) > (msgtype === 'markdown' ? 4096 : 2048))
        return { body: { errcode: 40058, errmsg: 'content exceed max length' } }
      if (!takes()) return { tooFast: true, body: { errcode: 45009, errmsg: 'api freq out of limit' } }
      return { taken: true, body: { errcode: 0, errmsg: 'ok' } }
    }
  })
}

/** 20 a minute; over it, shut for ten. */
export function startDingtalk({ now, secret }: Robot): Promise<StandIn> {
  const takes = createGate([{ posts: 20, ms: 60_000, blockMs: 600_000 }], now)
  return startServer({
    now,
    judge(request) {
      const { searchParams } = new URL(request.path, 'http://robot')
      const timestamp = searchParams.get('timestamp') ?? ''
      if (secret !== undefined) {
        const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
        const late = Math.abs(now() - Number(timestamp)) > 3_600_000
        if (late || sign !== searchParams.get('sign')) return { body: { errcode: 310000, errmsg: 'sign not match' } }
      }
      if (Buffer.byteLength(request.text) > 20_000) return { body: { errcode: 460101, errmsg: 'message too long' } }
      if (!takes()) return { tooFast: true, body: { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' } }
      return { taken: true, body: { errcode: 0, errmsg: 'ok' } }
    }
  })
}

/** 100 a minute and 5 a second. */
export function startFeishu({ now, secret }: Robot): Promise<StandIn> {
  const takes = createGate(
    [
      { posts: 5, ms: 1_000, blockMs: 0 },
      { posts: 100, ms: 60_000, blockMs: 0 }
    ],
    now
  )
  return startServer({
    now,
    judge(request) {
      const { timestamp, sign } = request.body
      if (secret !== undefined) {
        const expected = createHmac('sha256', `${String(timestamp)}\n${secret}`).digest('base64')
        const late = Math.abs(now() / 1000 - Number(timestamp)) > 3_600
        if (late || sign !== expected)
          return { body: { code: 19021, msg: 'sign match fail or timestamp is not within one hour' } }
      }
      if (Buffer.byteLength(request.text) > 20 * 1024) return { body: { code: 9499, msg: 'Bad Request', data: {} } }
      if (!takes()) return { tooFast: true, body: { code: 9499, msg: 'too many request', data: {} } }
      return { taken: true, body: { code: 0, msg: 'success', data: {} } }
    }
  })
}

/** Takes everything. */
export function startReceiver(now: () => number = Date.now): Promise<StandIn> {
  return startServer({ now, judge: () => ({ taken: true, body: { ok: true } }) })
}

type Judgement = Reply & { taken?: true; tooFast?: true }

async function startServer({ now, judge }: { now: () => number; judge: (request: Taken) => Judgement }): Promise<StandIn> {
  const server = createServer(async (request, response) => {
    const text = await readText(request)
    const asked: Taken = { at: now(), path: request.url ?? '', headers: request.headers, text, body: parse(text) }
    standIn.asked.push(asked)
    const given = standIn.answer?.(asked)
    const judged: Judgement = given ?? judge(asked)
    if (judged.taken) standIn.taken.push(asked)
    if (judged.tooFast) standIn.tooFast.push(asked)
    const body = typeof judged.body === 'string' ? judged.body : JSON.stringify(judged.body ?? {})
    response.writeHead(judged.status ?? 200, { 'content-type': 'application/json', ...judged.headers }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const standIn: StandIn = {
    url: `http://127.0.0.1:${port}/hook/token-1234567890`,
    taken: [],
    tooFast: [],
    asked: [],
    answer: undefined,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }
  }
  return standIn
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

export type Mail = { at: number; from: string; to: string[]; source: string }
export type MailServer = {
  port: number
  taken: Mail[]
  tooFast: number
  /** Answers DATA with this while it is set, e.g. `550 no such user`. */
  refusal: { code: number; message: string } | undefined
  close(): Promise<void>
}

/** `perMinute`: mails in any 60 s; over it, 450. */
export async function startMailServer({
  now,
  perMinute = Number.POSITIVE_INFINITY
}: {
  now: () => number
  perMinute?: number
}): Promise<MailServer> {
  const takes = createGate([{ posts: perMinute, ms: 60_000, blockMs: 0 }], now)
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { refusal } = mail
        if (refusal) return done(Object.assign(new Error(refusal.message), { responseCode: refusal.code }))
        if (!takes()) {
          mail.tooFast++
          return done(Object.assign(new Error('too many messages'), { responseCode: 450 }))
        }
        const { mailFrom, rcptTo } = session.envelope
        mail.taken.push({
          at: now(),
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString('utf8')
        })
        done()
      })
    }
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  const mail: MailServer = {
    port,
    taken: [],
    tooFast: 0,
    refusal: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve()))
  }
  return mail
}
