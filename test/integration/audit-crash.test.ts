/** What was answered is in the audit, also when the process is killed the moment after. */
import { afterEach, describe, expect, it } from 'vitest'
import type { AuditItem, AuditVerdict } from '../../server/contract/audit.ts'
import type { Page } from '../../server/contract/common.ts'
import { reportFigures } from '../support/report-figures.ts'
import { type Api, adminPassword, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#泵, location: B1 }
`
/** `npm run soak` takes more rounds; the gate takes two. */
const rounds = Number(process.env['CRASH_ROUNDS'] ?? 2)
const answersBeforeKill = 60
const writers = 8

const services: Service[] = []
async function start(dataDir?: string): Promise<Service> {
  const service = await startService({ site, ...(dataDir !== undefined && { dataDir }) })
  services.push(service)
  return service
}
afterEach(async () => {
  for (const service of services) await service.kill()
  await services.at(-1)?.remove()
  services.length = 0
})

/** Comments until the connection is lost; returns the notes that were answered. */
async function commentUntilLost(api: Api, { ticket, writer, count }: { ticket: string; writer: number; count: () => void }) {
  const answered: string[] = []
  for (let index = 0; ; index++) {
    const note = `${writer}-${index}`
    const answer = await api.post(`/tickets/${ticket}/actions/comment`, { note }).catch(() => undefined)
    if (answer?.status !== 200) return answered
    answered.push(note)
    count()
  }
}

async function notesIn(api: Api): Promise<string[]> {
  const notes: string[] = []
  let cursor = ''
  do {
    const page = await api.get<Page<AuditItem>>(`/audit?action=tickets.comment&limit=500${cursor}`)
    notes.push(...page.items.map(({ detail }) => (detail['body'] as { note: string }).note))
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (cursor !== '')
  return notes
}

describe('kill -9', () => {
  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'leaves each answered write in the audit, round %i',
    async () => {
      const service = await start()
      const api = await service.login('admin', adminPassword)
      const { body } = await api.post('/tickets', { title: '漏水', type: 'repair', priority: 'P3' })
      const { id: ticket } = body as { id: string }
      let answers = 0
      const count = () => {
        if (++answers === answersBeforeKill) void service.kill()
      }
      const answered = await Promise.all(
        Array.from({ length: writers }, (_, writer) => commentUntilLost(api, { ticket, writer, count }))
      )

      const again = await start(service.dataDir)
      const reader = await again.login('admin', adminPassword)
      const notes = await notesIn(reader)
      expect(answered.flat().length).toBeGreaterThanOrEqual(answersBeforeKill)
      expect(answered.flat().filter((note) => !notes.includes(note))).toEqual([])
      expect(new Set(notes).size).toBe(notes.length)
      expect(await reader.get<AuditVerdict>('/audit/verify')).toMatchObject({ ok: true })
      reportFigures(
        `killed while writing: ${answered.flat().length} answered, ${notes.length} in the audit, none missing, none twice`
      )
    }
  )
})
