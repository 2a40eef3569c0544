/** A guard's phone: the REST calls that the guard's page makes, and no others. */
import { z } from 'zod'

/** `later`: no answer, or not now. */
export type Outcome = { type: 'taken' } | { type: 'refused'; reason: string } | { type: 'later' }

export type Phone = {
  /** Logs in. Throws an Error of one line when the password is refused. Resolves false when nobody answers. */
  logIn(): Promise<boolean>
  /** Ids of the places that the site knows; undefined when nobody answers. */
  guide(): Promise<ReadonlySet<string> | undefined>
  tell(scan: object): Promise<Outcome>
}

export type PhoneOptions = { url: string; username: string; password: string }

const sessionSchema = z.object({ token: z.string() })
const guideSchema = z.object({ checkpoints: z.array(z.object({ id: z.string() })) })
const problemSchema = z.object({ detail: z.string() })

export function createPhone({ url, username, password }: PhoneOptions): Phone {
  let token: string | undefined

  async function call(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    try {
      return await fetch(new URL(`/api/v1${path}`, url), { ...init, headers })
    } catch {
      // No network: whatever it was, it is tried again.
      return undefined
    }
  }

  async function logIn(): Promise<boolean> {
    token = undefined
    const answer = await call('/session', { method: 'POST', body: JSON.stringify({ username, password }) })
    if (answer?.status === 401) throw new Error(`${url}: the password of user ${username} is refused`)
    if (!answer?.ok) return false
    token = sessionSchema.parse(await answer.json()).token
    return true
  }

  /** A session that has ended is begun again, as a guard would. */
  async function callLoggedIn(path: string, init?: RequestInit): Promise<Response | undefined> {
    const answer = await call(path, init)
    return answer?.status === 401 && (await logIn()) ? call(path, init) : answer
  }

  return {
    logIn,
    async guide() {
      const answer = await callLoggedIn('/patrol/guide')
      if (!answer?.ok) return undefined
      return new Set(guideSchema.parse(await answer.json()).checkpoints.map(({ id }) => id))
    },
    async tell(scan) {
      const answer = await callLoggedIn('/patrol/scans', { method: 'POST', body: JSON.stringify(scan) })
      if (answer?.ok) return { type: 'taken' }
      if (!answer || answer.status >= 500 || answer.status === 401 || answer.status === 429) return { type: 'later' }
      const problem = problemSchema.safeParse(await answer.json().catch(() => undefined))
      return { type: 'refused', reason: problem.success ? problem.data.detail : String(answer.status) }
    }
  }
}
