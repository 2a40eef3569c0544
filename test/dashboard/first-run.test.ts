/** Somebody who is no programmer sets an empty service up in Chromium: password, site, equipment, first message. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choose, hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { connectPublisher } from '../support/publisher.ts'
import { builtService, type Service, startService } from '../support/service.ts'

describe.skipIf(!hasBrowser)('the first run (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let admin: Visitor
  let generated = ''

  beforeAll(async () => {
    // No password given: the service generates one and prints it.
    service = await startService({ site: null, script: builtService, env: { ADMIN_PASSWORD: '' } })
    generated = await service.passwordShown
    browser = await openBrowser()
    admin = await visit(browser, service.url, { viewport: desktop })
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  const at = (page: Page, step: string) => page.locator(`[data-testid="first-run"][data-step="${step}"]`).waitFor()
  const textOf = async (page: Page, testId: string) => (await page.getByTestId(testId).textContent())?.trim() ?? ''

  it('leads from the generated password to the first value on the screen', async () => {
    const { page } = admin
    await page.getByTestId('login-username').fill('admin')
    await page.getByTestId('login-password').fill(generated)
    await page.getByTestId('login-submit').click()

    await at(page, 'password')
    await page.getByTestId('field-old').fill(generated)
    await page.getByTestId('field-new').fill('my-own-password')
    await page.getByTestId('field-repeat').fill('my-own-password')
    await look(page, '1-password')
    await page.getByTestId('first-run-next').click()

    await at(page, 'site')
    await page.getByTestId('field-site-name').fill('和平小区')
    await page.getByTestId('field-id').fill('heping')
    await look(page, '2-site')
    await page.getByTestId('first-run-next').click()

    await at(page, 'equipment')
    await page.getByTestId('site-name').filter({ hasText: '和平小区' }).waitFor()
    await choose(page, 'field-kind', '生活水泵')
    await page.getByTestId('field-name').fill('1#生活水泵')
    await page.getByTestId('field-location').fill('B1 水泵房')
    await page.getByTestId('field-deviceId').fill('not an id')
    await page.getByTestId('first-run-next').click()
    await page.locator('.ant-form-item-explain-error').first().waitFor()
    await page.getByTestId('field-deviceId').fill('plc-1')
    await look(page, '3-equipment')
    await page.getByTestId('first-run-next').click()

    await at(page, 'wait')
    const password = await textOf(page, 'shown-password')
    const topic = await textOf(page, 'shown-topic')
    const payload = await textOf(page, 'shown-payload')
    expect(password).toMatch(/^[0-9a-f]{32}$/)
    expect(topic).toBe('facility/heping/booster_pump-1/telemetry')
    expect(await textOf(page, 'shown-command')).toContain(`-u 'plc-1' -P '${password}'`)
    await look(page, '4-wait')

    // Everything that goes wrong on the way is told in words that help.
    await expect(connectPublisher({ port: service.mqttPort, username: 'plc-1', password: 'typo' })).rejects.toThrow()
    await page.getByTestId('first-wrong-password').waitFor()
    const plc = await connectPublisher({ port: service.mqttPort, username: 'plc-1', password })
    await page.locator('[data-testid="first-waiting"][data-connected="true"]').waitFor()
    await plc.publish('facility/heping/pump/telemetry', payload)
    await page.getByTestId('first-reject').filter({ hasText: '设备编号不存在' }).waitFor()
    await look(page, '5-reject')

    await plc.publish(topic, payload)
    await page.getByTestId('first-received').waitFor()
    await look(page, '6-received')
    const [metric = ''] = Object.keys(JSON.parse(payload).values)
    await plc.publish(topic, { values: { [metric]: JSON.parse(payload).values[metric] } })
    await page.getByTestId(`first-value-${metric}`).waitFor()
    await page.getByTestId('first-run-done').click()
    await page.locator('[data-testid="tile-booster_pump-1"][data-status="normal"]').waitFor()
    await plc.end()
    expect(admin.complaints).toEqual([])
  })

  it('shows a generated password once, rotates it, and takes entries out of service and back', async () => {
    const { page } = admin
    await page.getByTestId('nav-setup').click()
    await page.getByTestId('setup-tab-devices').click()
    await page.getByTestId('setup-add').click()
    await page.getByTestId('field-id').fill('gateway-2')
    await choose(page, 'field-equipment', '1#生活水泵')
    await page.keyboard.press('Escape')
    await page.getByTestId('entry-save').click()
    const password = await textOf(page, 'shown-password')
    await look(page, '7-device')
    const device = await connectPublisher({ port: service.mqttPort, username: 'gateway-2', password })
    await page.locator('.ant-modal-close').last().click()
    const row = page.getByTestId('entry-gateway-2')
    await row.filter({ hasText: '已连接' }).waitFor({ timeout: 20_000 })

    const closed = new Promise<void>((resolve) => device.client.once('close', () => resolve()))
    await row.getByRole('button', { name: '换密码' }).click()
    await page.locator('.ant-popconfirm .ant-btn-primary').click()
    await closed
    await page.getByTestId('shown-password').waitFor()
    expect(await textOf(page, 'shown-password')).not.toBe(password)
    await page.locator('.ant-modal-close').last().click()
    await row.getByRole('button', { name: '停用' }).click()
    await page.locator('.ant-popconfirm .ant-btn-primary').last().click()
    await row.waitFor({ state: 'detached' })
    await look(page, '8-devices')
    for (const section of ['equipment', 'users', 'site', 'health']) {
      await page.getByTestId(`setup-tab-${section}`).click()
      const ready = { equipment: 'entry-booster_pump-1', users: 'entry-admin', site: 'site-save', health: 'health-broker' }
      await page.getByTestId(ready[section as keyof typeof ready]).waitFor()
      await look(page, `9-${section}`)
    }
    expect(admin.complaints).toEqual([])
  })

  it('keeps what stands on the plate, and what an equipment feeds', async () => {
    const { page } = admin
    await page.getByTestId('nav-setup').click()
    await page.getByTestId('setup-tab-equipment').click()
    await page.getByTestId('edit-booster_pump-1').click()
    await page.getByTestId('attribute-add').click()
    await choose(page, 'attribute-name-0', '额定电流')
    await page.getByTestId('attribute-value-0').fill('32')
    await page.getByTestId('field-feeds').locator('input').fill('低区')
    await page.locator('.ant-select-item-option').filter({ hasText: '低区' }).click()
    await page.locator('.ant-modal-title').click()
    await look(page, '9-plate')
    await page.getByTestId('entry-save').click()
    await page.getByTestId('entry-save').waitFor({ state: 'detached' })
    const api = await service.login('admin', 'my-own-password')
    expect(await api.get('/equipment/booster_pump-1')).toMatchObject({ attributes: { rated_current: 32 }, feeds: ['低区'] })
    expect(admin.complaints).toEqual([])
  })

  it('is shown to admins only, and a manager finds there only what is his', async () => {
    const api = await service.login('admin', 'my-own-password')
    await api.send('POST', '/users', { id: 'chen', name: '陈经理', role: 'manager', password: 'chen-password' })
    const { page, complaints } = await visit(browser, `${service.url}/first-run`)
    await logIn(page, 'chen', 'chen-password')
    await page.getByTestId('tile-booster_pump-1').waitFor()
    await page.getByTestId('nav-setup').click()
    await page.locator('[data-testid="health-broker"][data-state="ok"]').waitFor()
    expect(await page.locator('.setup-link').count()).toBe(8)
    expect(complaints).toEqual([])
  })
})
