/** What a phone keeps: scans that wait to be sent with their photos, and what it needs to work without network. */
import { type DBSchema, openDB } from 'idb'
import type { Answer, Guide, HazardWish } from '../../../server/contract/patrol.ts'
import type { UserItem } from '../../../server/contract/session.ts'

/** A scan from the moment the tag was read. Times in ms by this phone's clock. */
export type WaitingScan = {
  id: string
  /** Who was logged in on the phone; null for one that was recorded before a log-in. */
  guard: Pick<UserItem, 'id' | 'name'> | null
  checkpoint: string
  ts: number
  tag: string | null
  sun: { e: string; c: string } | null
  via: 'nfc' | 'url' | 'qr' | 'manual'
  result: 'ok' | 'issue'
  note: string | null
  answers: Answer[]
  hazard: HazardWish | null
  /** SHA-256 of each photo, in order; null where this phone cannot make one. */
  photos: { hash: string | null; content: Blob }[]
  /** `open`: the guard may still add to it. `refused`: the server will not have it, and says why. */
  state: 'open' | 'waiting' | 'refused'
  reason: string | null
  /** ms since the page began whose chain it is in; negative for one that another page had begun. */
  mono: number
  anchor: string
  link: { seq: number; prev: string; hash: string } | null
}

interface Phone extends DBSchema {
  scans: { key: string; value: WaitingScan }
  kept: { key: string; value: unknown }
}

const opened = openDB<Phone>('wuxun-guard', 1, {
  upgrade(db) {
    db.createObjectStore('scans', { keyPath: 'id' })
    db.createObjectStore('kept')
  }
})

const listeners = new Set<() => void>()

/** Called after each change of what waits. Returns the way to stop listening. */
export function onChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function changed(): void {
  for (const listener of listeners) listener()
}

/** Oldest first. */
export async function waitingScans(): Promise<WaitingScan[]> {
  const scans = await (await opened).getAll('scans')
  return scans.sort((one, other) => one.ts - other.ts || (one.id < other.id ? -1 : 1))
}

export async function scanOf(id: string): Promise<WaitingScan | undefined> {
  return (await opened).get('scans', id)
}

export async function saveScan(scan: WaitingScan): Promise<void> {
  await (await opened).put('scans', scan)
  changed()
}

export async function removeScan(id: string): Promise<void> {
  await (await opened).delete('scans', id)
  changed()
}

export type Kept = {
  guide: Guide
  user: UserItem
  /** What was read of tags with keys lately. */
  taps: string[]
  /** The server has not heard yet that the last one who was logged in has logged out. */
  ending: true
}

export async function keep<Name extends keyof Kept>(name: Name, value: Kept[Name]): Promise<void> {
  await (await opened).put('kept', value, name)
}

export async function kept<Name extends keyof Kept>(name: Name): Promise<Kept[Name] | undefined> {
  return (await (await opened).get('kept', name)) as Kept[Name] | undefined
}

export async function forget(name: keyof Kept): Promise<void> {
  await (await opened).delete('kept', name)
}

/** Whether the browser promises not to throw it all away when the phone runs full; undefined where it cannot be asked. */
export async function persist(): Promise<boolean | undefined> {
  return await navigator.storage?.persist?.()
}
