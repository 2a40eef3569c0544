/** The dashboard in Chromium against the real service: from a changing tile to a verified ticket. */
import { hostname } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房 }
  - { id: pump-2, kind: booster_pump, name: 2#生活水泵, location: B1 水泵房 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1, pump-2] }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, for: 1s, severity: critical, title: 供水压力低, action: 检查水泵与进水 }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
`

describe.skipIf(!hasBrowser)('the dashboard (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let plc: Publisher
  let wang: Visitor

  beforeAll(async () => {
    // All addresses: one person comes by the machine's own name, as on a LAN.
    service = await startService({ site, script: builtService, env: { HTTP_HOST: '0.0.0.0' } })
    plc = await connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 's3cret' })
    await send('pump-1', 0.42)
    browser = await openBrowser()
    wang = await visit(browser, `http://${hostname()}:${service.httpPort}/`, { viewport: { width: 1440, height: 900 } })
    await logIn(wang.page, 'wang', 'wang-password')
  })
  afterAll(async () => {
    await browser?.close()
    await plc?.end()
    await service?.kill()
    await service?.remove()
  })

  const send = (equipment: string, outlet_pressure: number) =>
    plc.publish(`facility/demo/${equipment}/telemetry`, { values: { outlet_pressure, running: true } })
  const shows = (page: Page, testId: string, text: string | RegExp) =>
    page.getByTestId(testId).filter({ hasText: text }).waitFor()
  const hasStatus = (page: Page, testId: string, status: string) =>
    page.locator(`[data-testid="${testId}"][data-status="${status}"]`).waitFor()

  async function step(page: Page, action: string, becomes: string, field?: { name: string; text: string }): Promise<void> {
    const answer = page.waitForResponse((response) => response.url().endsWith(`/actions/${action}`))
    await page.getByTestId(`action-${action}`).click()
    if (field) {
      await page.getByTestId(field.name).fill(field.text)
      await page.getByTestId('action-submit').click()
    }
    expect((await answer).status()).toBe(200)
    await hasStatus(page, 'ticket-status', becomes)
  }

  it('moves a tile, shows the ticket without a reload, and takes it to the end', async () => {
    const { page } = wang
    await shows(page, 'tile-value-pump-1-outlet_pressure', '0.42')
    await send('pump-1', 0.381)
    await shows(page, 'tile-value-pump-1-outlet_pressure', '0.381')
    await hasStatus(page, 'tile-pump-1', 'normal')

    await send('pump-1', 0.1)
    await hasStatus(page, 'tile-pump-1', 'alarm')
    await page.getByTestId('toast-p1').waitFor()
    await page.getByTestId('nav-tickets').click()
    const row = page.locator('[data-testid^="ticket-row-"]').filter({ hasText: '供水压力低' })
    await row.waitFor()
    await row.click()
    await shows(page, 'ticket-action', '检查水泵与进水')
    await page.getByTestId('breach').locator('canvas').waitFor()

    await step(page, 'accept', 'accepted')
    await step(page, 'arrive', 'arrived')
    await step(page, 'resolve', 'resolved', { name: 'field-result', text: '更换止回阀，压力恢复' })

    // A manager cannot verify while the condition is active; the pump recovers, the page says so, and it goes.
    const chen = await visit(browser, page.url().replace(hostname(), '127.0.0.1'))
    await logIn(chen.page, 'chen', 'chen-password')
    await chen.page.goto(page.url().replace(hostname(), '127.0.0.1'))
    await hasStatus(chen.page, 'ticket-status', 'resolved')
    await send('pump-1', 0.41)
    await chen.page.getByTestId('ticket-recovered').waitFor()
    await chen.page.getByTestId('action-verify').click()
    await hasStatus(chen.page, 'ticket-status', 'closed')
    await hasStatus(page, 'ticket-status', 'closed')

    const api = await service.login('admin', adminPassword)
    const { items } = await api.get<{ items: TicketItem[] }>('/tickets')
    expect(items).toMatchObject([{ status: 'closed', assignee: 'wang', recovered: true, occurrences: 1 }])
    expect([...wang.complaints, ...chen.complaints]).toEqual([])
  })

  it('switches to English, fits a phone, and says when the connection is lost, then mends it without a reload', async () => {
    const { page, complaints } = await visit(browser, service.url, { viewport: { width: 390, height: 844 } })
    await logIn(page, 'wang', 'wang-password')
    await page.getByTestId('language-switch').click()
    await shows(page, 'nav-overview', 'Overview')
    const excess = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    await expect.poll(excess, { timeout: 10_000 }).toBeLessThanOrEqual(0)
    expect(complaints).toEqual([])

    await page.context().setOffline(true)
    await page.getByTestId('connection-lost').waitFor()
    await send('pump-2', 0.333)
    await page.context().setOffline(false)
    await page.getByTestId('connection-lost').waitFor({ state: 'detached' })
    await shows(page, 'tile-value-pump-2-outlet_pressure', '0.333')
  })
})
