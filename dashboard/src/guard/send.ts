/** What waits goes to the server, oldest first, each once: its id is the phone's, and told twice it counts once. */

import type { Problem } from '../../../server/contract/common.ts'
import type { PhotoAnswer } from '../../../server/contract/patrol.ts'
import { removeScan, saveScan, type WaitingScan, waitingScans } from './phone-store.ts'

/** `offline`: no answer. `login`: the session has ended. `later`: the server cannot take it now. */
export type Sending = 'done' | 'offline' | 'login' | 'later'

/** One page of this phone sends at a time. */
export async function sendWaiting(): Promise<Sending> {
  if (!navigator.locks) return sendAll()
  return await navigator.locks.request('wuxun-guard-send', { ifAvailable: true }, (lock) => (lock ? sendAll() : 'later'))
}

async function sendAll(): Promise<Sending> {
  for (const scan of await waitingScans()) {
    if (scan.state !== 'waiting') continue
    const outcome = await sendOne(scan)
    if (outcome !== 'done') return outcome
  }
  return 'done'
}

async function sendOne(scan: WaitingScan): Promise<Sending> {
  const photos: string[] = []
  for (const { content } of scan.photos) {
    const form = new FormData()
    form.set('file', content, 'photo.jpg')
    const answer = await post('/patrol/photos', form)
    if (answer.type === 'refused') return refuse(scan, answer.reason)
    if (answer.type !== 'taken') return answer.type
    photos.push((answer.body as PhotoAnswer).hash)
  }
  const { id, checkpoint, ts, tag, sun, via, result, note, answers, hazard, link, mono, anchor } = scan
  const body = {
    id,
    checkpoint,
    ts,
    via,
    result,
    answers,
    photos,
    sentAt: Date.now(),
    ...(tag !== null && { tag }),
    ...(sun && { sun }),
    ...(note !== null && { note }),
    ...(hazard && { hazard }),
    ...(link && { anchor, mono, ...link })
  }
  const answer = await post('/patrol/scans', JSON.stringify(body))
  if (answer.type === 'refused') return refuse(scan, answer.reason)
  if (answer.type !== 'taken') return answer.type
  await removeScan(id)
  return 'done'
}

/** It stays on the phone, in sight: nothing a guard did is thrown away behind his back. */
async function refuse(scan: WaitingScan, reason: string): Promise<Sending> {
  await saveScan({ ...scan, state: 'refused', reason })
  return 'done'
}

type Answer = { type: 'taken'; body: unknown } | { type: 'refused'; reason: string } | { type: Exclude<Sending, 'done'> }

async function post(path: string, body: string | FormData): Promise<Answer> {
  let response: Response
  try {
    const headers: Record<string, string> = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
    response = await fetch(`/api/v1${path}`, { method: 'POST', credentials: 'same-origin', headers, body })
  } catch {
    return { type: 'offline' }
  }
  if (response.ok) return { type: 'taken', body: await response.json() }
  if (response.status === 401) return { type: 'login' }
  // Busy, starting, or a proxy's word: what the scan says is not to blame.
  if (response.status === 429 || response.status >= 500) return { type: 'later' }
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  return { type: 'refused', reason: problem.detail ?? String(response.status) }
}
