/** An admin gives a foreign device's field a home in Chromium, and brings history from a file. */
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choose, hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { connectPublisher, type Publisher } from '../support/publisher.ts'
import { adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, timezone: Asia/Shanghai, defaults: off }
equipment:
  - { id: room-1, kind: environment, name: 1#配电房, location: B1 }
devices:
  - { id: hub, password: s3cret, topics: ["tele/#"] }
`
const topic = 'tele/boiler-room/SENSOR'
const told = (celsius: number) => ({ AM2301: { Temperature: celsius, Humidity: 41.5 }, TempUnit: 'C' })

describe.skipIf(!hasBrowser)('foreign devices and history on the screen (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let admin: Visitor
  let hub: Publisher

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    hub = await connectPublisher({ port: service.mqttPort, username: 'hub', password: 's3cret' })
    browser = await openBrowser()
    admin = await visit(browser, service.url, { viewport: desktop })
    await logIn(admin.page, 'admin', adminPassword)
  })
  afterAll(async () => {
    await browser?.close()
    await hub?.end()
    await service?.kill()
    await service?.remove()
  })

  it('lists what nobody knows, and shows the value where it is mapped to', async () => {
    const { page } = admin
    await page.goto(`${service.url}/setup/points`)
    await page.locator('.state-title').filter({ hasText: '没有未知测点' }).waitFor()
    await hub.publish(topic, told(21.5))
    const point = page.getByTestId('point-boiler-room/AM2301.Temperature')
    await point.filter({ hasText: '21.5 ℃' }).waitFor({ timeout: 15_000 })
    await page.locator('.point-payload summary').first().click()
    await page.locator('.point-payload pre').filter({ hasText: '"Humidity":41.5' }).waitFor()
    await look(page, '1-unknown')

    await page.getByTestId('map-boiler-room/AM2301.Temperature').click()
    await choose(page, 'field-equipment', '1#配电房')
    await choose(page, 'field-metric', ' temperature')
    // What cannot be is told at its field, by the page or by the service, and nothing is kept.
    const faults = page.locator('.ant-form-item-explain-error')
    await page.getByTestId('field-scale').fill('0')
    await faults.filter({ hasText: '不能为 0' }).waitFor()
    await page.getByTestId('field-scale').fill('')
    await page.locator('#from_unit').fill('kWh')
    await page.getByTestId('entry-save').click()
    await faults.filter({ hasText: 'kWh cannot' }).waitFor()
    await page.locator('#from_unit').fill('')
    await look(page, '2-form')
    await page.getByTestId('entry-save').click()
    await page.getByTestId('mapping-boiler-room/AM2301.Temperature').waitFor()
    await point.waitFor({ state: 'detached' })
    await look(page, '3-mapped')

    await hub.publish(topic, told(22.5))
    await page.getByTestId('mapping-boiler-room/AM2301.Temperature').getByRole('link').click()
    await page.waitForURL('**/equipment/room-1')
    await page.getByTestId('value-temperature').filter({ hasText: '22.5' }).waitFor()
    // A rejected form is the one thing that the browser itself complains about.
    expect(admin.complaints.filter((text) => !text.includes('400'))).toEqual([])
  })

  it('deletes a mapping, after which the field is unknown again', async () => {
    const { page } = admin
    await page.goto(`${service.url}/setup/points`)
    const row = page.getByTestId('mapping-boiler-room/AM2301.Temperature')
    await row.getByRole('button').click()
    await page.locator('.ant-popconfirm .ant-btn-primary').click()
    await row.waitFor({ state: 'detached' })
    await hub.publish(topic, told(23.5))
    await page.getByTestId('point-boiler-room/AM2301.Temperature').filter({ hasText: '23.5 ℃' }).waitFor({ timeout: 15_000 })
  })

  it('imports a packed file and names the lines that were not taken', async () => {
    const { page } = admin
    await page.goto(`${service.url}/setup/imports`)
    const choice = page.locator('input[type=file]')
    await choice.setInputFiles({ name: 'history.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('no') })
    await page.getByRole('alert').filter({ hasText: 'history.xlsx' }).waitFor()
    const start = Date.now() - 3_600_000
    const lines = Array.from({ length: 50 }, (_, at) => `room-1,humidity,${start + at * 1_000},${40 + at / 10}`)
    const csv = ['equipment,metric,ts,value', ...lines, 'room-9,humidity,1,1', `room-1,humidity,${start},wet`].join('\n')
    await choice.setInputFiles({ name: 'history.csv.gz', mimeType: 'application/gzip', buffer: gzipSync(csv) })
    const row = page.locator('[data-testid^="import-"][data-state="done"]')
    await row.filter({ hasText: '入库 50' }).filter({ hasText: '拒收 2' }).waitFor()
    await row.locator('summary').click()
    await row.filter({ hasText: '第 52 行' }).filter({ hasText: 'unknown equipment room-9' }).waitFor()
    await look(page, '4-imports')
  })

  it('speaks English too, on no more room', async () => {
    const { page } = admin
    await page.getByTestId('language-switch').click()
    await page.getByText('Latest imports').waitFor()
    await look(page, '5-imports-en')
    await page.getByTestId('setup-tab-points').click()
    await page.getByTestId('map-boiler-room/AM2301.Humidity').click()
    await page.getByText('Last value').waitFor()
    await look(page, '6-form-en')
  })

  it('lets a manager look at unknown points, not map them', async () => {
    const api = await service.login('admin', adminPassword)
    await api.send('POST', '/users', { id: 'chen', name: '陈经理', role: 'manager', password: 'chen-password' })
    const { page, complaints } = await visit(browser, `${service.url}/`)
    await logIn(page, 'chen', 'chen-password')
    await page.goto(`${service.url}/setup/points`)
    await page.getByTestId('point-boiler-room/AM2301.Humidity').waitFor()
    expect(await page.getByTestId('map-boiler-room/AM2301.Humidity').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})
