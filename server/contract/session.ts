import { z } from 'zod'
import { roleSchema, timeSchema } from './common.ts'

export const loginSchema = z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) })
export const userItemSchema = z.object({ id: z.string(), name: z.string(), role: roleSchema })
export type UserItem = z.infer<typeof userItemSchema>
export const sessionSchema = z.object({ token: z.string(), user: userItemSchema, expiresAt: timeSchema })
export type Session = z.infer<typeof sessionSchema>
export const newPasswordSchema = z.string().min(8).max(200)
export const passwordChangeSchema = z.strictObject({ old: z.string().min(1).max(200), new: newPasswordSchema })

export const componentStateSchema = z.enum(['ok', 'down'])
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  components: z.object({ broker: componentStateSchema, timeseries: componentStateSchema, database: componentStateSchema }),
  /** What will go wrong if nobody does anything, such as a disk that fills up. */
  warnings: z.array(z.string()).optional()
})
export type Health = z.infer<typeof healthSchema>

export const rejectItemSchema = z.object({
  topic: z.string(),
  receivedAt: timeSchema,
  reason: z.string(),
  payload: z.string()
})
export type RejectItem = z.infer<typeof rejectItemSchema>
