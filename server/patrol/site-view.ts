/** What patrol knows of the site, all in memory: checkpoints by id and tag, routes, who walks them, the keys of tags. */
import type { CheckpointInput, RouteInput } from '../contract/site.ts'
import type { Connection } from '../database/database.ts'
import { readSection } from '../site/stored-site.ts'

export type SiteView = {
  checkpoint(id: string): CheckpointInput | undefined
  /** By the UID of its tag, upper-case hex. */
  byTag(tag: string): CheckpointInput | undefined
  /** In service, by id. */
  routes: readonly RouteInput[]
  checkpoints: readonly CheckpointInput[]
  /** The checkpoint a tag with keys hangs at, and its key; `counter`: what it stood at when it was enrolled, at `enrolledAt` (ms). */
  key(uid: string): { checkpoint: string; file: Buffer; counter: number; enrolledAt: number } | undefined
  /** Whether a checkpoint's tag has keys: then an address or a code alone proves little. */
  hasKey(checkpoint: string): boolean
}

/** Only what is in service. */
export async function readSiteView(db: Connection): Promise<SiteView> {
  const inService = <Entry>(stored: readonly { entry: Entry; enabled: boolean }[]) =>
    stored.filter(({ enabled }) => enabled).map(({ entry }) => entry)
  const checkpoints = inService(await readSection(db, 'checkpoints'))
  const routes = inService(await readSection(db, 'routes'))
  const keys = await db.selectFrom('tag_keys').selectAll().execute()
  const byId = new Map(checkpoints.map((each) => [each.id, each]))
  const byTag = new Map(checkpoints.flatMap((each) => (each.tag === undefined ? [] : [[each.tag, each] as const])))
  const byUid = new Map(
    keys.map(({ uid, checkpoint, file_key, counter, enrolled_at }) => [
      uid,
      { checkpoint, file: Buffer.from(file_key, 'hex'), counter, enrolledAt: enrolled_at }
    ])
  )
  const keyed = new Set(keys.map(({ checkpoint }) => checkpoint))
  return {
    checkpoints,
    routes,
    checkpoint: (id) => byId.get(id),
    byTag: (tag) => byTag.get(tag),
    key: (uid) => byUid.get(uid),
    hasKey: (checkpoint) => keyed.has(checkpoint)
  }
}
