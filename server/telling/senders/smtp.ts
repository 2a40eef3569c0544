/** E-mail. The only import of nodemailer, when the first one goes out: most sites never send any. */
import type { Outcome, Sender } from './sender.ts'

export const sendByMail: Sender<'smtp'> = async (settings, letter, { timeoutMs }) => {
  const { host, port, security, user, password, from, verifyCertificate } = settings
  const { email, name = '' } = letter.to
  if (email === undefined) return { ok: false, retry: 'never', answer: 'There is no e-mail address.' }
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'plain',
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    tls: { rejectUnauthorized: verifyCertificate },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true
  })
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    })
    const sent = transport.sendMail({
      from,
      to: { name, address: email },
      subject: letter.title,
      text: letter.text,
      messageId: `<${letter.id}@wuxun>`,
      headers: {
        'X-Wuxun-Id': letter.id,
        // Answering machines stay silent (RFC 3834).
        'Auto-Submitted': 'auto-generated',
        ...(letter.urgent && { 'X-Priority': '1', Importance: 'high' })
      }
    })
    const { response } = await Promise.race([sent, late])
    return { ok: true, answer: response }
  } catch (error) {
    return refusal(error)
  } finally {
    clearTimeout(timer)
    transport.close()
  }
}

/** 5xx and a refused log-in stay so until somebody changes something; the rest may pass. */
function refusal(error: unknown): Outcome {
  const { responseCode, code, message = '' } = error as { responseCode?: number; code?: string; message?: string }
  const isFinal = code === 'EAUTH' || code === 'EENVELOPE' || (responseCode !== undefined && responseCode >= 500)
  const passes = responseCode !== undefined && responseCode < 500
  return { ok: false, retry: isFinal && !passes ? 'never' : 'later', answer: message || (code ?? 'failed') }
}
