/** The board of tickets in Chromium, on a PC whose clock is wrong: what it counts down is what the service says. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatSpan } from '../../dashboard/src/lib/format.ts'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { choose, hasBrowser, logIn, openBrowser, visit } from '../support/browser.ts'
import { look } from '../support/look.ts'
import { type Api, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房 }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
`
const minute = 60_000

describe.skipIf(!hasBrowser)('the board of tickets (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let page: Page
  let complaints: string[]
  let chen: Api
  let wang: Api

  async function open(ticket: object, ...steps: [action: string, body: object][]): Promise<TicketItem> {
    const { status, body } = await chen.post('/tickets', { type: 'repair', priority: 'P3', ...ticket })
    expect(status, JSON.stringify(body)).toBe(201)
    const { id } = body as TicketItem
    for (const [action, details] of steps) {
      expect((await wang.post(`/tickets/${id}/actions/${action}`, details)).status).toBe(200)
    }
    return chen.get<TicketItem>(`/tickets/${id}`)
  }

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    browser = await openBrowser()
    chen = await service.login('chen', 'chen-password')
    wang = await service.login('wang', 'wang-password')
    const visitor = await visit(browser, 'about:blank', { viewport: { width: 1440, height: 900 } })
    page = visitor.page
    complaints = visitor.complaints
    await page.clock.install({ time: Date.now() + 37 * minute })
    await page.goto(service.url)
    await logIn(page, 'chen', 'chen-password')
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  const cardOf = ({ id }: TicketItem) => page.getByTestId(`board-card-${id}`)

  /** What the page may say of so much time left, a few seconds sooner or later. */
  const spansAround = (leftMs: number) => Array.from({ length: 13 }, (_, step) => formatSpan(leftMs + (step - 6) * 1_000, 'zh'))

  it('counts down to the times the service keeps, tells pauses and shouts what is overdue', async () => {
    const urgent = await open({ title: '水管爆裂', priority: 'P1', place: '2 栋' })
    const worked = await open({ title: '阀门渗水', equipment: 'pump-1' }, ['accept', {}], ['arrive', {}])
    const until = new Date(Date.now() + 600 * minute).toISOString()
    const held = await open({ title: '等待密封圈' }, ['accept', {}], ['arrive', {}], ['hold', { reason: 'parts', until }])
    // Its limit is the time it is wanted by, which passes while somebody looks.
    const wantedBy = new Date(Date.now() + 3_000).toISOString()
    const late = await open({ title: '会签单', type: 'liaison', wantedBy, assignee: 'wang' }, ['accept', {}], ['arrive', {}])
    await page.getByTestId('nav-tickets').click()
    await page.getByTestId('view-board').click()

    const expected = [
      { ticket: urgent, column: 'open', clock: 'respond', tone: 'calm' },
      { ticket: worked, column: 'arrived', clock: 'resolve', tone: 'calm' },
      { ticket: held, column: 'on_hold', clock: 'resolve', tone: 'held' },
      { ticket: late, column: 'arrived', clock: 'resolve', tone: 'over' }
    ] as const
    for (const { ticket, column, clock, tone } of expected) {
      await page.getByTestId(`board-${column}`).getByTestId(`board-card-${ticket.id}`).waitFor()
      const countdown = cardOf(ticket).getByTestId('countdown')
      expect(await countdown.getAttribute('data-clock')).toBe(clock)
      expect(await countdown.getAttribute('data-due')).toBe(ticket.due[clock])
      // The first answers may come before the page knows the service's clock.
      await expect.poll(() => countdown.getAttribute('data-tone'), { timeout: 10_000 }).toBe(tone)
      const said = (await countdown.textContent()) ?? ''
      const left = Date.parse(ticket.due[clock]) - Date.now()
      if (tone === 'held') expect(said).toContain('已暂停')
      else expect(spansAround(Math.abs(left)).some((span) => said.includes(`${left < 0 ? '超时' : '剩'} ${span}`))).toBe(true)
    }
    expect(await page.getByTestId('board-arrived').locator('a').first().getAttribute('data-testid')).toContain(late.id)
    await look(page, 'board')
    expect(complaints).toEqual([])
  })

  it('is narrowed by type, class and assignee, and moves a card when somebody takes a step', async () => {
    const complaint = await open({ title: '电梯异响', type: 'complaint', class: 'urgent' })
    const repair = await open({ title: '灯不亮' })
    await page.goto(`${service.url}/tickets?view=board`)
    await cardOf(repair).waitFor()
    await choose(page, 'filter-type', '投诉')
    await cardOf(repair).waitFor({ state: 'detached' })
    await page.getByTestId('board-open').getByTestId(`board-card-${complaint.id}`).waitFor()
    expect(new URL(page.url()).searchParams.get('type')).toBe('complaint')

    await wang.post(`/tickets/${complaint.id}/actions/accept`)
    await page.getByTestId('board-accepted').getByTestId(`board-card-${complaint.id}`).waitFor()
    await page.goto(`${service.url}/tickets?view=board&class=urgent&assignee=wang`)
    await cardOf(complaint).waitFor()
    expect(await page.locator('[data-testid^="board-card-"]').count()).toBe(1)
    await page.getByTestId('filter-mine').click()
    await cardOf(complaint).waitFor({ state: 'detached' })
  })
})
