/** From a tag to a scan that waits to be sent: begun when the tag is read, done when the guard has said what he saw. */
import { createId, sha256 } from './crypto.ts'
import { anchor, link } from './page-chain.ts'
import { keep, kept, saveScan, scanOf, type WaitingScan, waitingScans } from './phone-store.ts'

export type TagRead = Pick<WaitingScan, 'checkpoint' | 'tag' | 'sun' | 'via'>

/** How many taps are remembered, so that a page that is loaded again records none of them twice. */
const rememberedTaps = 200

/** The scan of a tag that was just read; undefined for a tap that was recorded before: its address was opened again. */
export async function begin(read: TagRead): Promise<WaitingScan | undefined> {
  const taps = (await kept('taps')) ?? []
  if (read.sun && taps.includes(read.sun.e)) return undefined
  if (read.sun) await keep('taps', [read.sun.e, ...taps].slice(0, rememberedTaps))
  await finishOpen()
  const user = await kept('user')
  const scan: WaitingScan = {
    ...read,
    id: createId(),
    guard: user ? { id: user.id, name: user.name } : null,
    ts: Date.now(),
    mono: performance.now(),
    anchor,
    result: 'ok',
    note: null,
    answers: [],
    hazard: null,
    photos: [],
    state: 'open',
    reason: null,
    link: null
  }
  await saveScan(scan)
  return scan
}

/** Nothing more is added to it: it may be sent. Its photos are those kept with it, whichever the page has drawn by now. */
export async function finish(scan: WaitingScan): Promise<void> {
  const { photos } = (await scanOf(scan.id)) ?? scan
  await saveScan({ ...(await link({ ...scan, photos })), state: 'waiting' })
}

/** Whoever walks on has said all he wanted; also what a page that was closed left open. */
export async function finishOpen(): Promise<void> {
  for (const scan of await waitingScans()) if (scan.state === 'open') await finish(scan)
}

/** To a scan that is still open: one that was finished meanwhile stays as it was finished. */
export async function addPhoto(id: string, photo: Blob): Promise<void> {
  const hash = await sha256(await photo.arrayBuffer())
  const scan = await scanOf(id)
  if (scan?.state === 'open') await saveScan({ ...scan, photos: [...scan.photos, { hash, content: photo }] })
}
