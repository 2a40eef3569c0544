/** The one way to REST: same origin, cookie session, every failure a readable `ApiError`. */
import type { Page, Problem } from '../../../server/contract/common.ts'
import { noteServerDate } from './clock.ts'

/** Status 0: no answer at all. `fields` names what was wrong in a form; `allowed` the steps a ticket takes instead. */
export class ApiError extends Error {
  readonly status: number
  readonly title: string
  readonly fields: readonly { field: string; message: string }[]
  readonly allowed: readonly string[] | undefined

  constructor(problem: Problem, cause?: unknown) {
    super(problem.detail || problem.title, cause === undefined ? undefined : { cause })
    this.name = 'ApiError'
    this.status = problem.status
    this.title = problem.title
    this.fields = problem.errors ?? []
    this.allowed = problem.allowed
  }
}

let bearer: string | undefined

/** A token in place of the session cookie: of a wall screen, which must not log out whoever uses this browser. */
export function setBearer(token: string | undefined): void {
  bearer = token
}

export function currentBearer(): string | undefined {
  return bearer
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export function apiGet<Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> {
  return send<Answer>('GET', path + toSearch(query), undefined, signal)
}

export function apiPost<Answer>(path: string, body: unknown = {}): Promise<Answer> {
  return send<Answer>('POST', path, body)
}

export function apiPut<Answer>(path: string, body: unknown): Promise<Answer> {
  return send<Answer>('PUT', path, body)
}

export function apiPatch<Answer>(path: string, body: unknown): Promise<Answer> {
  return send<Answer>('PATCH', path, body)
}

export function apiDelete(path: string): Promise<void> {
  return send<void>('DELETE', path)
}

type Upload = { body: File | FormData; headers: Readonly<Record<string, string>>; onSent: (share: number) => void }

/** A file, or a form with one, as the body; streamed from the disk. `fetch` does not tell how much has been sent (0 to 1), this does. */
export function apiUpload<Answer>(path: string, query: Query, { body, headers, onSent }: Upload): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1${path}${toSearch(query)}`)
    request.setRequestHeader('accept', 'application/json')
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 1)
    request.onerror = () => reject(new ApiError({ title: 'network', status: 0, detail: '' }))
    request.onload = () => {
      const { status, responseText } = request
      noteServerDate(request.getResponseHeader('date'))
      if (status >= 200 && status < 300) resolve(JSON.parse(responseText) as Answer)
      else reject(new ApiError(toProblem(status, responseText)))
    }
    request.send(body)
  })
}

/** Follows `nextCursor` to the end; for lists that are whole only when complete. */
export async function apiGetAll<Item>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page: Page<Item> = await apiGet(path, { ...query, limit: 500, cursor }, signal)
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

async function send<Answer>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
  const headers = {
    accept: 'application/json',
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(body !== undefined && { 'content-type': 'application/json' })
  }
  const init: RequestInit = { method, credentials: 'same-origin', headers }
  if (signal) init.signal = signal
  if (body !== undefined) init.body = JSON.stringify(body)
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, init)
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError({ title: 'network', status: 0, detail: '' }, cause)
  }
  noteServerDate(response.headers.get('date'))
  const text = await response.text()
  if (!response.ok) throw new ApiError(toProblem(response.status, text))
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

function toProblem(status: number, text: string): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem>
    return { ...problem, status, title: problem.title ?? String(status), detail: problem.detail ?? '' }
  } catch {
    // A proxy's HTML page, not our service: the status is all there is to say.
    return { title: String(status), status, detail: '' }
  }
}

function toSearch(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
