/** A permit to work on fire equipment, walked step by step by two people at two screens in Chromium. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page as ListPage } from '../../server/contract/common.ts'
import type { PermitItem } from '../../server/contract/permits.ts'
import type { TicketDetail } from '../../server/contract/tickets.ts'
import { hasBrowser, logIn, openBrowser, visit } from '../support/browser.ts'
import { look } from '../support/look.ts'
import { builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: fas-1, kind: fire_alarm_panel, name: 消防报警主机, location: 消控室 }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: li, name: 李工, role: engineer, password: li-password }
`

describe.skipIf(!hasBrowser)('a permit on the ticket page (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let ticket: string

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    browser = await openBrowser()
    const api = await service.login('wang', 'wang-password')
    const { body } = await api.post('/tickets', { title: '主机电源故障', type: 'repair', priority: 'P2', equipment: 'fas-1' })
    ticket = (body as TicketDetail).id
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  async function open(user: string, width: number) {
    const visitor = await visit(browser, service.url, { viewport: { width, height: 844 } })
    await logIn(visitor.page, user, `${user}-password`)
    await visitor.page.goto(`${service.url}/tickets/${ticket}`)
    await visitor.page.getByTestId('permits').waitFor()
    return visitor
  }
  const isIn = (page: Page, state: string) => page.locator(`[data-testid="permit"][data-state="${state}"]`).waitFor()

  it('waits for a second person, takes one step after the other, and closes once all is restored', async () => {
    const wang = await open('wang', 390)
    const li = await open('li', 1440)
    await wang.page.getByTestId('permit-request').click()
    await wang.page.getByText('消防设备须由第二人批准').waitFor()
    await wang.page.getByTestId('field-reason').fill('更换主机电源')
    await wang.page.getByTestId('permit-request-ok').click()
    await isIn(wang.page, 'requested')
    await wang.page.getByText('申请人不能批准自己的申请').waitFor()
    expect(await wang.page.getByTestId('permit-approve').count()).toBe(0)

    // The other screen hears of it, and the first of the approval, without a reload.
    await isIn(li.page, 'requested')
    await li.page.getByTestId('permit-approve').click()
    await isIn(wang.page, 'preparing')

    for (const [step, next] of [
      ['power_off', 'tag_out'],
      ['tag_out', 'voltage_test'],
      ['voltage_test', 'restored']
    ] as const) {
      const button = wang.page.getByTestId('permit-confirm')
      expect(await button.count()).toBe(1)
      await wang.page.getByTestId(`permit-step-${step}`).getByTestId('permit-confirm').click()
      await wang.page.locator(`[data-testid="permit-step-${step}"][data-done="true"]`).waitFor()
      await wang.page.getByTestId(`permit-step-${next}`).getByTestId('permit-confirm').waitFor()
    }
    await isIn(li.page, 'active')
    await li.page.getByText('可以作业').waitFor()
    expect(await wang.page.getByTestId('permit-close').count()).toBe(0)
    await look(li.page, 'permit')

    await wang.page.getByTestId('permit-step-restored').getByTestId('permit-confirm').click()
    await wang.page.getByTestId('permit-close').click()
    await wang.page.getByTestId('permit-form-ok').click()
    await isIn(li.page, 'closed')

    const api = await service.login('wang', 'wang-password')
    const { items } = await api.get<ListPage<PermitItem>>(`/permits?ticket=${ticket}`)
    expect(items).toMatchObject([{ state: 'closed', requestedBy: 'wang', approvedBy: 'li', reason: '更换主机电源' }])
    expect(items[0]?.steps.map(({ step, by }) => [step, by])).toEqual(
      ['power_off', 'tag_out', 'voltage_test', 'restored'].map((step) => [step, 'wang'])
    )
    const { timeline } = await api.get<TicketDetail>(`/tickets/${ticket}`)
    expect(timeline.filter(({ type }) => type === 'permit').map(({ detail }) => detail['step'])).toEqual([
      'requested',
      'approved',
      'power_off',
      'tag_out',
      'voltage_test',
      'restored',
      'closed'
    ])
    expect([...wang.complaints, ...li.complaints]).toEqual([])
  })
})
