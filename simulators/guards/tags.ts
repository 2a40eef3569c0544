/** What hangs on the walls: keys of the tags that cannot be copied, from a file, and the numbers of the others, from the site. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { SimulatedSite } from '../site.ts'
import type { TagAt } from './page.ts'

const hexKey = z
  .string()
  .regex(/^[0-9A-Fa-f]{32}$/, 'expected 32 hex digits')
  .transform((text) => Buffer.from(text, 'hex'))
const tagsSchema = z.strictObject({
  /** K_meta (SDMMetaRead), the same for all. */
  meta: hexKey,
  /** The date they were hung up on: they count from there. */
  since: z.iso
    .date()
    .transform((date) => Date.parse(date))
    .optional(),
  /** `key`: K_file (SDMFileRead). */
  tags: z.array(
    z.strictObject({
      uid: z.string().regex(/^[0-9A-Fa-f]{14}$/, 'expected the UID as 14 hex digits'),
      checkpoint: z.string(),
      key: hexKey
    })
  )
})
export type TagKeys = z.infer<typeof tagsSchema>

/** Throws an Error of one line. */
export function loadTags(path: string): TagKeys {
  const result = tagsSchema.safeParse(parse(readFileSync(path, 'utf8')))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Error(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no tags'}`)
}

export function tagsOf(site: SimulatedSite, keys: TagKeys | undefined): (checkpoint: string) => TagAt {
  return (checkpoint) => {
    const keyed = keys?.tags.find((tag) => tag.checkpoint === checkpoint)
    if (keys && keyed) return { sun: { uid: Buffer.from(keyed.uid, 'hex'), meta: keys.meta, file: keyed.key } }
    const uid = site.checkpoints.find(({ id }) => id === checkpoint)?.tag
    return uid === undefined ? null : { uid }
  }
}
