import { z } from 'zod'

/** What a client may say with `watch`: the equipment whose readings it wants; an empty list means all again. */
export const watchSchema = z.object({ equipment: z.array(z.string().max(64)).max(2_000) })
