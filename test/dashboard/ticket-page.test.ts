/** The page of a ticket in Chromium: opened by hand, dispatched, told, an incident from its checklists to its review, followed up. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TicketDetail, TicketItem } from '../../server/contract/tickets.ts'
import { choose, hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { look } from '../support/look.ts'
import { connectPublisher } from '../support/publisher.ts'
import { type Api, adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: lift-1, kind: elevator, name: 1#电梯, location: 1 栋 }
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, for: 1s, severity: major, title: 供水压力低, action: 检查进水 }
shifts:
  - { id: all, name: 全天, starts: "00:00", ends: "24:00", team: day }
teams:
  - { id: day, name: 工程一组 }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
staff:
  - { user: wang, phone: "13800000001", team: day, skills: [water] }
`

describe.skipIf(!hasBrowser)('the page of a ticket (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let hook: Server
  let chen: Visitor
  let api: Api

  beforeAll(async () => {
    hook = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
    service = await startService({ site, script: builtService })
    const admin = await service.login('admin', adminPassword)
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`
    const channel = { id: 'hook', kind: 'webhook', name: '对接', settings: { url, allowPrivate: true } }
    expect((await admin.post('/channels', channel)).status).toBe(201)
    browser = await openBrowser()
    api = await service.login('chen', 'chen-password')
    chen = await visit(browser, service.url, { viewport: { width: 1440, height: 900 } })
    await logIn(chen.page, 'chen', 'chen-password')
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
    hook?.close()
  })

  const hasStatus = (page: Page, status: string) =>
    page.locator(`[data-testid="ticket-status"][data-status="${status}"]`).waitFor()
  const newest = async (): Promise<TicketDetail> => {
    const { items } = await api.get<{ items: TicketItem[] }>('/tickets?limit=1')
    return api.get<TicketDetail>(`/tickets/${items[0]?.id}`)
  }

  it('comes from a form that suggests how urgent it is, and shows who was told', async () => {
    const { page, complaints } = chen
    await page.getByTestId('nav-tickets').click()
    await page.getByTestId('new-ticket').click()
    await page.getByTestId('new-ticket-title').fill('2 栋 301 水管爆裂')
    await page.locator('[data-testid="urgency"][data-priority="P1"]').waitFor()
    await page.getByTestId('urgency-take').click()
    await page.getByTestId('urgency').waitFor({ state: 'detached' })
    await page.getByTestId('new-ticket-place').fill('2 栋 301')
    await page.getByTestId('new-ticket-requester').fill('张女士')
    await page.getByTestId('new-ticket-submit').click()

    await hasStatus(page, 'assigned')
    await page.getByTestId('contacts').getByText('13800000001').waitFor()
    await page.locator('[data-testid="clock-respond"][data-state="running"]').waitFor()
    await page.locator('[data-testid="timeline"] [data-type="dispatched"]').getByText('当班').waitFor()
    await page.getByTestId('deliveries').locator('summary').click()
    await page.getByTestId('deliveries').locator('[data-state="sent"]').first().waitFor()
    expect(await newest()).toMatchObject({
      priority: 'P1',
      assignee: 'wang',
      place: '2 栋 301',
      requester: { name: '张女士', phone: null }
    })
    await look(page, 'ticket')
    expect(complaints).toEqual([])
  })

  it('leads an incident through the checklists of three roles to its review', async () => {
    const { page, complaints } = chen
    const { body } = await api.post('/tickets', { title: '1#电梯困人', type: 'repair', priority: 'P1', equipment: 'lift-1' })
    const { id } = body as TicketDetail
    await page.goto(`${service.url}/tickets/${id}`)
    await page.getByTestId('incident-begin').click()
    await page.locator('[data-testid="incident"][data-state="on"]').waitFor()
    await page.getByTestId('incident-item-engineering.contractor').getByRole('checkbox').click()
    await page.getByTestId('incident-engineering').getByText('1 / 4').waitFor()
    await look(page, 'incident')
    await page.getByTestId('incident-end').click()
    await page.getByTestId('incident-note').fill('12 分钟放人，无人受伤')
    await page.getByTestId('incident-end-ok').click()
    await page.locator('[data-testid="incident"][data-state="over"]').waitFor()
    const { incident } = await api.get<TicketDetail>(`/tickets/${id}`)
    expect(incident).toMatchObject({ kind: 'elevator_entrapment', endedBy: 'chen', note: '12 分钟放人，无人受伤' })
    await page.getByTestId('incident-review').click()
    await page.waitForURL(`**/tickets/${incident?.review}`)
    expect(complaints).toEqual([])
  })

  it('proves the frozen breach, takes a follow-up, and is reopened one level higher by an unsatisfied one', async () => {
    const { page, complaints } = chen
    const plc = await connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 's3cret' })
    for (const outlet_pressure of [0.4, 0.1]) {
      await plc.publish('facility/demo/pump-1/telemetry', { values: { outlet_pressure, running: true } })
    }
    await plc.end()
    await page.getByTestId('nav-tickets').click()
    await page.locator('[data-testid^="ticket-row-"]').filter({ hasText: '供水压力低' }).click()
    await page.getByTestId('breach-check').click()
    await page.locator('[data-testid="breach-proof"][data-ok="true"]').waitFor()

    const { id } = await newest()
    const wang = await service.login('wang', 'wang-password')
    for (const [action, details] of [['accept'], ['arrive'], ['resolve', { result: '清洗滤网' }]] as const) {
      expect((await wang.post(`/tickets/${id}/actions/${action}`, details)).status).toBe(200)
    }
    await hasStatus(page, 'resolved')
    await page.getByTestId('action-follow_up').click()
    await page.getByTestId('field-satisfied').getByText('不满意').click()
    await page.getByTestId('field-note').fill('压力还是低')
    await page.getByTestId('action-submit').click()
    await hasStatus(page, 'assigned')
    expect(await newest()).toMatchObject({ id, priority: 'P1', followUp: { satisfied: false, note: '压力还是低' } })

    await page.getByTestId('action-hand_on').click()
    await choose(page, 'field-assignee', '陈经理')
    await page.getByTestId('action-submit').click()
    await page.locator('[data-testid="timeline"] [data-type="handed_on"]').getByText('→ 陈经理').waitFor()
    expect(complaints).toEqual([])
  })
})
