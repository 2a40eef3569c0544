/** Alarms, rules and why in Chromium against the real service: from a first-out to a rule that was bettered. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlarmItem } from '../../server/contract/alarms.ts'
import { hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { type Api, adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: cabinet-1, kind: power_cabinet, name: 1#低压总柜, location: B1 配电房, feeds: [pump-3] }
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房 }
  - { id: pump-2, kind: booster_pump, name: 2#生活水泵, location: B1 水泵房 }
  - { id: pump-3, kind: booster_pump, name: 3#生活水泵, location: 2号楼 }
  - { id: pump-4, kind: booster_pump, name: 4#生活水泵, location: 2号楼 }
  - { id: pump-5, kind: booster_pump, name: 5#生活水泵, location: 2号楼 }
  - { id: fire-1, kind: fire_pump, name: 1#消火栓泵, location: B1 消防泵房 }
devices:
  - { id: plc-1, password: s3cret, equipment: [cabinet-1, pump-1, pump-2, pump-3, pump-4, pump-5, fire-1] }
rules:
  - { id: low, kind: booster_pump, metric: outlet_pressure, below: 0.25, for: 0s, severity: critical, title: 供水压力低, title_en: Supply pressure low, action: 检查水泵与进水 }
  - { id: mains, kind: power_cabinet, metric: mains_present, is: false, for: 0s, severity: critical, title: 市电失电, action: 查上级电源 }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: zhao, name: 赵工, role: engineer, password: zhao-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
`

describe.skipIf(!hasBrowser)('alarms and rules on the screen (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let plc: Publisher
  let api: Api
  let wang: Visitor

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    plc = await connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 's3cret' })
    for (const pump of ['pump-1', 'pump-2', 'pump-3', 'pump-4', 'pump-5'])
      await send(pump, { outlet_pressure: 0.4, running: true })
    await send('cabinet-1', { mains_present: true })
    api = await service.login('admin', adminPassword)
    browser = await openBrowser()
    wang = await visit(browser, service.url, { viewport: desktop })
    await logIn(wang.page, 'wang', 'wang-password')
  })
  afterAll(async () => {
    await browser?.close()
    await plc?.end()
    await service?.kill()
    await service?.remove()
  })

  const send = (equipment: string, values: object) => plc.publish(`facility/demo/${equipment}/telemetry`, { values })

  /** The newest alarm of that rule on that equipment, once there is one. */
  async function alarmOf(rule: string, equipment: string): Promise<AlarmItem> {
    let found: AlarmItem | undefined
    await expect
      .poll(
        async () => {
          const { items } = await api.get<{ items: AlarmItem[] }>(`/alarms?equipment=${equipment}`)
          found = items.find((alarm) => alarm.rule === rule)
          return found
        },
        { timeout: 20_000 }
      )
      .toBeDefined()
    if (!found) throw new Error(`no alarm of ${rule} on ${equipment}`)
    return found
  }

  const row = (page: Page, id: string, state: string) => page.locator(`[data-testid="alarm-row-${id}"][data-state="${state}"]`)

  it('acknowledges one alarm from the list and shelves another, which its tile tells', async () => {
    const { page } = wang
    await page.getByTestId('nav-alarms').click()
    await send('pump-1', { outlet_pressure: 0.1 })
    await send('pump-2', { outlet_pressure: 0.1 })
    const [one, other] = [await alarmOf('low', 'pump-1'), await alarmOf('low', 'pump-2')]
    // Both, or the second would push the first away from under the mouse.
    for (const { id } of [one, other]) await row(page, id, 'unacknowledged').waitFor()
    await page.getByTestId(`acknowledge-${one.id}`).click()
    await row(page, one.id, 'acknowledged').filter({ hasText: '王工' }).waitFor()

    // By the keyboard: the row takes the focus, S opens the dialog.
    await row(page, other.id, 'unacknowledged').focus()
    await page.keyboard.press('s')
    await page.getByTestId('field-reason').fill('换传感器')
    await look(page, '1-shelve')
    await page.getByTestId('alarm-dialog-ok').click()
    await row(page, other.id, 'unacknowledged').waitFor({ state: 'detached' })
    await page.getByTestId('count-shelved').click()
    await row(page, other.id, 'shelved').filter({ hasText: '换传感器' }).waitFor()
    expect(new URL(page.url()).searchParams.get('state')).toBe('shelved')
    await page.getByTestId('nav-overview').click()
    await page.getByTestId('tile-shelved-pump-2').waitFor()

    await page.goto(`${service.url}/alarms/${other.id}`)
    await page.locator('[data-testid="alarm-events"] [data-type="shelved"]').filter({ hasText: '王工' }).waitFor()
    await look(page, '2-alarm')
    await page.getByTestId(`unshelve-${other.id}`).click()
    await page.locator('[data-testid="alarm-state"][data-state="unacknowledged"]').waitFor()
  })

  it('folds what followed under the first-out, and acknowledges all of it at once', async () => {
    const { page } = wang
    await page.goto(`${service.url}/alarms`)
    await send('cabinet-1', { mains_present: false })
    const first = await alarmOf('mains', 'cabinet-1')
    await send('pump-3', { outlet_pressure: 0.1 })
    const consequence = await alarmOf('low', 'pump-3')
    expect(consequence.cause).toBe(first.id)
    await row(page, first.id, 'unacknowledged').waitFor()
    await page.getByTestId(`fold-${first.id}`).waitFor()
    expect(await page.getByTestId(`alarm-row-${consequence.id}`).count()).toBe(0)
    await page.getByTestId(`fold-${first.id}`).click()
    await row(page, consequence.id, 'unacknowledged').waitFor()
    await look(page, '3-first-out')
    await page.getByTestId(`acknowledge-linked-${first.id}`).click()
    await row(page, consequence.id, 'acknowledged').waitFor()
  })

  it('says why: what was read, what it made of it, and when that changes', async () => {
    const { page } = wang
    await send('pump-5', { outlet_pressure: 0.1 })
    await page.goto(`${service.url}/equipment/pump-5`)
    const panel = page.getByTestId('equipment-why')
    await panel.locator('[data-testid="why"][data-phase="active"]').waitFor()
    await panel.locator('[data-verdict="breach"]').filter({ hasText: '0.100 MPa' }).first().waitFor()
    await send('pump-5', { outlet_pressure: 0.4 })
    await panel.locator('[data-testid="why"][data-phase="normal"]').waitFor({ timeout: 20_000 })
    await panel.getByTestId('why-reasons').filter({ hasText: '条件不成立' }).waitFor()
    await look(page, '4-equipment')
  })

  it('takes fire equipment out of service only with a second person', async () => {
    const { page } = wang
    await page.goto(`${service.url}/equipment/fire-1`)
    await page.getByTestId('out-of-service').click()
    await page.getByTestId('field-reason').fill('更换叶轮')
    await page.getByTestId('out-of-service-ok').click()
    const banner = (of: Page, state: string) => of.locator(`[data-testid="out-banner"][data-state="${state}"]`)
    await banner(page, 'requested').filter({ hasText: '王工' }).waitFor()
    expect(await page.getByTestId('out-confirm').count()).toBe(0)

    const zhao = await visit(browser, service.url)
    await logIn(zhao.page, 'zhao', 'zhao-password')
    await zhao.page.goto(`${service.url}/equipment/fire-1`)
    await zhao.page.getByTestId('out-confirm').click()
    await zhao.page.getByTestId('out-confirm-ok').click()
    await banner(zhao.page, 'out_of_service').waitFor()
    await zhao.page.getByTestId('nav-overview').click()
    await zhao.page.getByTestId('tile-out-fire-1').waitFor()
    expect(zhao.complaints).toEqual([])

    await page.reload()
    await banner(page, 'out_of_service').filter({ hasText: '赵工' }).waitFor()
    await look(page, '5-out-of-service')
    await page.getByTestId('out-return').click()
    await page.getByTestId('out-return-ok').click()
    await page.getByTestId('out-of-service').waitFor()
  })

  it('tries a rule while it is typed, refuses a wrong one at its field, and the saved version fires', async () => {
    const chen = await visit(browser, service.url, { viewport: desktop })
    const { page } = chen
    // Once in alarm, at 0.1, and at 0.4 before and after.
    for (const outlet_pressure of [0.1, 0.4]) await send('pump-4', { outlet_pressure })
    await logIn(page, 'chen', 'chen-password')
    await page.getByTestId('nav-alarms').click()
    await page.getByTestId('alarm-tab-rules').click()
    await look(page, '6-rules')
    await page.getByTestId('rule-row-low').getByRole('link').click()
    await page.getByTestId('rule-equipment').click()
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: '4#生活水泵' }).click()
    const preview = (alarms: number) => page.locator(`[data-testid="preview"][data-busy="false"][data-alarms="${alarms}"]`)
    await preview(1).waitFor({ timeout: 30_000 })
    await page.getByTestId('rule-clear_above').fill('0.2')
    await page.locator('[data-field="clear_above"] .field-fault').waitFor({ timeout: 30_000 })
    await look(page, '7-rule-refused')
    await page.getByTestId('rule-clear_above').fill('')
    await page.getByTestId('rule-below').fill('0.05')
    await preview(0).waitFor({ timeout: 30_000 })
    await page.getByTestId('rule-below').fill('0.38')
    await preview(1).waitFor({ timeout: 30_000 })
    await look(page, '8-rule')
    await page.getByTestId('rule-save').click()
    await page.locator('[data-testid="rule-version-low"][data-version="2"]').waitFor()
    await page.getByTestId('rule-tab-versions').click()
    await page.getByTestId('version-2').filter({ hasText: '陈经理' }).filter({ hasText: '0.38' }).waitFor()
    await look(page, '9-versions')

    // 0.35 broke nothing before.
    await send('pump-4', { outlet_pressure: 0.35 })
    await expect.poll(async () => (await alarmOf('low', 'pump-4')).ruleVersion, { timeout: 20_000 }).toBe(2)
    // The refused draft is the one thing that the browser itself complains about.
    expect(chen.complaints.filter((text) => !text.includes('400'))).toEqual([])
  })

  it('shows a manager how well the alarms serve, and leads from a bad actor to its rule', async () => {
    const { page, complaints } = await visit(browser, service.url, { viewport: desktop })
    await logIn(page, 'chen', 'chen-password')
    // Four raises within a minute: it chatters.
    for (const outlet_pressure of [0.4, 0.1, 0.4, 0.1, 0.4, 0.1, 0.4, 0.1]) await send('pump-2', { outlet_pressure })
    await page.goto(`${service.url}/alarms/health`)
    await page.getByTestId('figure-ratePer10min').waitFor({ timeout: 30_000 })
    await look(page, '10-health')
    await page.getByTestId('actor-low-pump-2').getByTestId('actor-tune').click()
    await page.getByTestId('advise-ask').click()
    await page.getByTestId('advise-current').waitFor({ timeout: 30_000 })
    await look(page, '11-advise')
    await page.getByTestId('language-switch').click()
    await page.getByText('Supply pressure low').first().waitFor()
    await look(page, '12-advise-en')
    expect(complaints).toEqual([])
  })
})
