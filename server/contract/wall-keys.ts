/** Keys of wall screens: `GET`, `POST /wall-keys`, `DELETE /wall-keys/{id}`, and `POST /session/wall`. */
import { z } from 'zod'
import { timeSchema } from './common.ts'

/** `name`: where it hangs. */
export const newWallKeySchema = z.strictObject({ name: z.string().trim().min(1).max(100) })

export const wallKeyItemSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: timeSchema,
  /** A user's id. */
  createdBy: z.string(),
  /** When a screen last exchanged it; null before the first time. */
  usedAt: timeSchema.nullable()
})
export type WallKeyItem = z.infer<typeof wallKeyItemSchema>

/** `key` is told this once. */
export const wallKeyAnswerSchema = wallKeyItemSchema.extend({ key: z.string() })
export type WallKeyAnswer = z.infer<typeof wallKeyAnswerSchema>

export const wallLoginSchema = z.strictObject({ key: z.string().min(1).max(100) })
