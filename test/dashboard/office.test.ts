/** A manager's and an admin's desk work in Chromium: duties, reports, channels. */
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DutyItem } from '../../server/contract/workforce.ts'
import { choose, hasBrowser, logIn, openBrowser, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { adminPassword, builtService, type Service, startService } from '../support/service.ts'
import { startWecom } from '../support/stand-ins.ts'

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

  async function download(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
    const started = page.waitForEvent('download')
    await page.getByTestId(button).click()
    const file = await started
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
  }

  it('previews a report, and hands it out as a table and a workbook', async () => {
    const api = await service.login('wang', 'wang-password')
    for (const title of ['平层偏差', '门机异响']) {
      await api.post('/tickets', { title, type: 'repair', priority: 'P2', equipment: 'lift-1' })
    }
    const { page, complaints } = await open('chen', '/')
    await page.getByTestId('nav-reports').click()
    await page.locator('[data-testid="report"][data-name="tickets"]').filter({ hasText: '平层偏差' }).waitFor()
    await look(page, 'report')
    const csv = await download(page, 'report-csv')
    expect(csv.name).toMatch(/^tickets-\d{4}-\d\d-01-.*\.csv$/)
    expect(csv.bytes.toString()).toContain('门机异响')
    const xlsx = await download(page, 'report-xlsx')
    expect(xlsx.bytes.subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04'))
    await choose(page, 'report-name', '服务时限')
    await page.locator('[data-testid="report"][data-name="sla"]').waitFor()
    const printed = page.context().waitForEvent('page')
    await page.getByTestId('report-html').click()
    await (await printed).locator('h1').waitFor()
    expect((await printed).url()).toContain('/reports/sla?')
    expect(complaints).toEqual([])
  })

  it('signs a running log when its shift is over, and hands over from one to the other', async () => {
    const { page, complaints } = await open('wang', '/reports/logs')
    await page.getByTestId('running-log').waitFor()
    expect(await page.getByTestId('log-sign').count()).toBe(0)
    await page.locator('input[type="date"]').fill('2026-01-05')
    await page.getByTestId('running-log').filter({ hasText: '2026-01-05' }).waitFor()
    await page.getByTestId('log-remark').fill('1#电梯例行检查')
    await page.getByTestId('log-remark-add').click()
    await page.getByText('1#电梯例行检查').waitFor()
    await page.getByTestId('log-sign').click()
    await page.locator('[data-testid="running-log"][data-state="signed"]').waitFor()
    await look(page, 'running-log')
    await page.getByTestId('report-tab-handovers').click()
    await page.getByTestId('handover-draft').filter({ hasText: '平层偏差' }).waitFor()
    await page.getByTestId('handover-note').fill('2#泵待件')
    await page.getByTestId('handover-give').click()
    await page.locator('[data-testid="handover"][data-taken="false"]').waitFor()
    expect(await page.getByTestId('handover-take').count()).toBe(0)
    const other = await open('chen', '/reports/handovers')
    await other.page.getByTestId('handover-take').click()
    await other.page.locator('[data-testid="handover"][data-taken="true"]').filter({ hasText: '2#泵待件' }).waitFor()
    await look(other.page, 'handovers')
    expect([...complaints, ...other.complaints]).toEqual([])
  })

  it('copies a service time policy, edits a figure with its clause, and lets it serve open tickets', async () => {
    const { page, complaints } = await open('admin', '/setup/policies')
    await page.getByTestId('copy-standard').click()
    await page.getByTestId('field-id').fill('ours')
    await page.getByTestId('field-zh').fill('本小区')
    await page.getByTestId('entry-save').click()
    const ours = page.getByTestId('policy-ours')
    await ours.locator('summary').click()
    await look(page, 'policies')
    await page.getByTestId('edit-ours').click()
    const respond = page.getByTestId('figure-respond').first()
    await respond.locator('input').first().fill('20')
    await page.getByTestId('source-respond').first().fill('物业服务合同第 9 条')
    await look(page, 'policy-editor')
    await page.getByTestId('policy-save').click()
    await ours.filter({ hasText: '第 2 版' }).waitFor()
    await choose(page, 'policy-of-repair', '本小区')
    await page.getByTestId('apply-ours').click()
    await page.locator('.ant-popconfirm .ant-btn-primary').click()
    await page.getByText('2 张工单已改用').waitFor()
    await ours.locator('summary').click()
    await ours.getByText('物业服务合同第 9 条').waitFor()

    await page.getByTestId('setup-tab-calendar').click()
    await page.getByTestId('hours-sat').fill('9:00')
    await page.getByTestId('hours-save').click()
    await page.locator('.ant-form-item-explain-error').waitFor()
    await page.getByTestId('hours-sat').fill('09:00-12:00，13:00-16:00')
    await page.getByTestId('hours-save').click()
    await page.getByText('已保存').first().waitFor()
    const day = `${new Date().getFullYear()}-06-06`
    await page.getByTestId('field-date').fill(day)
    await page.getByTestId('field-day-name').fill('园区开放日')
    await page.getByTestId('day-add').click()
    await page.getByTestId(`day-${day}`).filter({ hasText: '园区开放日' }).waitFor()
    await look(page, 'calendar')
    const api = await service.login('chen', 'chen-password')
    expect(await api.get('/calendar')).toMatchObject({ hours: { sat: ['09:00-12:00', '13:00-16:00'] } })
    expect(complaints).toEqual([])
  })

  it('sets a robot up, tests it, shows what it answered, and keeps its key to itself', async () => {
    const robot = await startWecom({ now: Date.now })
    const { page, complaints } = await open('admin', '/setup/channels')
    await page.getByTestId('setup-add').click()
    await page.getByTestId('field-name').fill('工程群')
    await page.getByTestId('field-id').fill('group')
    await page.getByTestId('setting-url').fill(`${robot.url}/cgi-bin/webhook/send?key=0123456789abcdef`)
    await page.getByTestId('setting-allowPrivate').click()
    await look(page, 'channel-form')
    await page.getByTestId('entry-save').click()
    await page.getByTestId('test-group').click()
    await page.getByTestId('test-send').click()
    const answer = page.getByTestId('test-answer')
    await answer.filter({ hasText: '"errmsg":"ok"' }).waitFor()
    await look(page, 'channel-test')
    expect(robot.taken).toHaveLength(1)
    robot.answer = () => ({ body: { errcode: 93000, errmsg: 'invalid webhook url' } })
    await page.getByTestId('test-send').click()
    await page.locator('[data-testid="test-answer"][data-ok="false"]').filter({ hasText: '93000' }).waitFor()
    await page.keyboard.press('Escape')

    // The key stays when it is not typed anew, and is never sent here.
    robot.answer = undefined
    await page.getByTestId('edit-group').click()
    expect(await page.getByTestId('setting-url').inputValue()).toBe('')
    await page.getByTestId('field-name').fill('工程值班群')
    await page.getByTestId('entry-save').click()
    await page.getByTestId('entry-group').filter({ hasText: '工程值班群' }).waitFor()
    expect(await page.content()).not.toContain('0123456789abcdef')
    await page.getByTestId('test-group').click()
    await page.getByTestId('test-send').click()
    await page.locator('[data-testid="test-answer"][data-ok="true"]').waitFor()
    expect(robot.taken.at(-1)?.path).toContain('key=0123456789abcdef')
    await page.keyboard.press('Escape')
    await look(page, 'channels')
    await robot.close()
    expect(complaints).toEqual([])
  })

  it('lets everybody say how to be told of things, and shows that the record is whole', async () => {
    const { page, complaints } = await open('wang', '/')
    await page.getByTestId('user-menu').click()
    await page.getByText('我的通知').click()
    await page.getByTestId('own-group').click()
    await page.getByTestId('quiet-from').fill('22:00')
    await page.getByTestId('quiet-to').fill('07:00')
    await page.getByTestId('preferences-save').click()
    await page.getByText('已保存').waitFor()
    await look(page, 'preferences')
    const wang = await service.login('wang', 'wang-password')
    expect(await wang.get('/preferences')).toMatchObject({ channels: ['group'], quiet: { from: '22:00', to: '07:00' } })

    const manager = await open('chen', '/setup/audit')
    await manager.page.getByTestId('audit-action').fill('preferences')
    await manager.page.getByTestId('audit-action').press('Enter')
    await manager.page.getByTestId('audit-entry').filter({ hasText: '王工' }).first().waitFor()
    await manager.page.getByTestId('audit-verify').click()
    await manager.page.getByTestId('audit-verdict').filter({ hasText: '没有被改动' }).waitFor()
    await look(manager.page, 'audit')
    await manager.page.getByTestId('setup-tab-deliveries').click()
    await manager.page.getByText('还没有发出消息').waitFor()
    expect([...complaints, ...manager.complaints]).toEqual([])
  })
})
