/** Tags that cannot be copied for two places of the sample site: their keys in `tags.json`, as whoever plays the tags has to know them. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeSecret } from './write-secret.ts'

const tagsSchema = z.object({
  meta: z.string(),
  /** They count from this date. */
  since: z.string(),
  tags: z.array(z.object({ uid: z.string(), checkpoint: z.string(), key: z.string() }))
})
export type SampleTags = z.infer<typeof tagsSchema>

const keyed = ['cp-fire', 'cp-sump']
const dayMs = 86_400_000

/** Made at the first start and kept. `checkpoints`: of the site, with the UIDs of their tags. */
export function prepareTags(options: {
  dataDir: string
  checkpoints: readonly { id: string; tag?: string | undefined }[]
  now: number
}): { tagsFile: string; tags: SampleTags } {
  const tagsFile = join(options.dataDir, 'tags.json')
  if (existsSync(tagsFile)) return { tagsFile, tags: tagsSchema.parse(JSON.parse(readFileSync(tagsFile, 'utf8'))) }
  const newKey = () => randomBytes(16).toString('hex')
  const tags = {
    meta: newKey(),
    // Before the history begins.
    since: new Date(options.now - 2 * dayMs).toISOString().slice(0, 10),
    tags: options.checkpoints.flatMap(({ id, tag }) =>
      tag !== undefined && keyed.includes(id) ? [{ uid: tag, checkpoint: id, key: newKey() }] : []
    )
  }
  writeSecret(tagsFile, `${JSON.stringify(tags, null, 2)}\n`)
  return { tagsFile, tags }
}
