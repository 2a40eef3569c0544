/** A manager's and an admin's desk work in Chromium: duties, reports, channels. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DutyItem } from '../../server/contract/workforce.ts'
import { choose, hasBrowser, logIn, openBrowser, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: lift-1, kind: elevator, name: 1#电梯, location: 1 栋 }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
teams:
  - { id: a, name: 甲班 }
shifts:
  - { id: day, name: 白班, starts: "00:00", ends: "24:00", team: a }
`

describe.skipIf(!hasBrowser)('the office (Debian: chromium)', () => {
  let service: Service
  let browser: Browser

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  async function open(user: string, path: string) {
    const visitor = await visit(browser, service.url, { viewport: desktop })
    await logIn(visitor.page, user, user === 'admin' ? adminPassword : `${user}-password`)
    await visitor.page.goto(`${service.url}${path}`)
    return visitor
  }

  it('names who is on duty, which is shown at once and stands in the calendar', async () => {
    const { page, complaints } = await open('chen', '/setup/duties')
    await page.getByTestId('on-duty').filter({ hasText: '没有人值班' }).waitFor()
    const today = page.locator('.duty-today .duty-cell')
    await today.filter({ hasText: '甲班' }).click()
    await choose(page, 'field-users', '王工')
    await page.locator('.ant-modal-title').click()
    await page.getByTestId('entry-save').click()
    await page.getByTestId('on-duty').filter({ hasText: '王工' }).waitFor()
    await today.filter({ hasText: '王工' }).waitFor()
    await look(page, 'duties')
    const api = await service.login('chen', 'chen-password')
    const { items } = await api.get<{ items: DutyItem[] }>('/duties')
    expect(items).toMatchObject([{ shift: 'day', users: ['wang'] }])
    expect(complaints).toEqual([])
  })

  it('keeps how to reach people and their papers, and tells which run out', async () => {
    const { page, complaints } = await open('admin', '/setup/staff')
    await page.getByTestId('edit-wang').click()
    await page.getByTestId('field-phone').fill('13800000001')
    await choose(page, 'field-team', '甲班')
    await page.getByTestId('entry-save').click()
    await page.getByTestId('entry-save').waitFor({ state: 'detached' })
    await page.getByTestId('certificates-wang').click()
    await choose(page, 'field-type', '低压电工')
    await page.getByTestId('field-number').fill('T330100')
    await page.getByTestId('field-expires').fill('2020-01-31')
    await page.getByTestId('certificate-add').click()
    await page.locator('.ant-modal [data-testid="certificate"][data-state="expired"]').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('entry-wang').filter({ hasText: '13800000001' }).filter({ hasText: '2020-01-31 过期' }).waitFor()
    await look(page, 'staff')
    expect(complaints).toEqual([])
  })
})
