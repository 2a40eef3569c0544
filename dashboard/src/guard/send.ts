/**
 * What waits goes to the server, oldest first, each once: its id is the phone's, and told twice it counts once. What another
 * guard recorded waits for him: a phone is handed from shift to shift.
 */

import type { Problem } from '../../../server/contract/common.ts'
import type { PhotoAnswer } from '../../../server/contract/patrol.ts'
import { removeScan, saveScan, type WaitingScan, waitingScans } from './phone-store.ts'

/** `offline`: no answer. `login`: the session has ended. `later`: the server cannot take it now. */
export type Sending = 'done' | 'offline' | 'login' | 'later'

/** One page of this phone sends at a time. `user`: the id of who is logged in. */
export async function sendWaiting(user: string): Promise<Sending> {
  if (!navigator.locks) return sendAll(user)
  return await navigator.locks.request('wuxun-guard-send', { ifAvailable: true }, (lock) => (lock ? sendAll(user) : 'later'))
}

async function sendAll(user: string): Promise<Sending> {
  for (const scan of await waitingScans()) {
    if (scan.state !== 'waiting' || isOfAnother(scan, user)) continue
    const outcome = await sendOne(scan, user)
    if (outcome !== 'done') return outcome
  }
  return 'done'
}

/** Not one that was recorded before anybody logged in: that is told by the next who does. */
export function isOfAnother({ guard }: WaitingScan, user: string | undefined): boolean {
  return guard?.id !== undefined && guard.id !== user
}

async function sendOne(scan: WaitingScan, user: string): Promise<Sending> {
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
    // Should the cookie be another's by now, the server refuses, and nothing is told in his name.
    guard: user,
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
  // 403: whoever is logged in is not the one who walked, or may not scan. That is not the scan's fault.
  if (response.status === 401 || response.status === 403) return { type: 'login' }
  // Busy, starting, or a proxy's word: what the scan says is not to blame.
  if (response.status === 429 || response.status >= 500) return { type: 'later' }
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  return { type: 'refused', reason: problem.detail ?? String(response.status) }
}
