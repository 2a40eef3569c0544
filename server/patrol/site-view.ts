/** What patrol knows of the site, all in memory: checkpoints by id and tag, routes, who walks them, the keys of tags. */
import type { CheckpointInput, RouteInput } from '../contract/site.ts'
import type { Connection } from '../database/database.ts'
import type { Seal } from '../secret-box.ts'
import { readSection } from '../site/stored-site.ts'
import { readKeys } from './tag-keys.ts'

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
  /** K_meta, the same for all tags; undefined when no tag has keys. */
  metaKey: Buffer | undefined
  /** There are keys that another key than ours has sealed: what they would prove nobody can tell here. */
  keysUnreadable: boolean
}

/** Only what is in service. */
export async function readSiteView(db: Connection, seal: Seal): Promise<SiteView> {
  const inService = <Entry>(stored: readonly { entry: Entry; enabled: boolean }[]) =>
    stored.filter(({ enabled }) => enabled).map(({ entry }) => entry)
  const checkpoints = inService(await readSection(db, 'checkpoints'))
  const routes = inService(await readSection(db, 'routes'))
  const keys = await readKeys(db, seal)
  const byId = new Map(checkpoints.map((each) => [each.id, each]))
  const byTag = new Map(checkpoints.flatMap((each) => (each.tag === undefined ? [] : [[each.tag, each] as const])))
  const enrolled = await db.selectFrom('tag_keys').select('checkpoint').execute()
  const keyed = new Set(enrolled.map(({ checkpoint }) => checkpoint))
  return {
    checkpoints,
    routes,
    checkpoint: (id) => byId.get(id),
    byTag: (tag) => byTag.get(tag),
    key: (uid) => keys.files.get(uid),
    hasKey: (checkpoint) => keyed.has(checkpoint),
    metaKey: keys.meta,
    keysUnreadable: keys.unreadable
  }
}
