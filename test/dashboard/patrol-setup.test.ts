/** Setting patrol up in Chromium: a place with its checklist, a route from a preset, a tag that signs its taps. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choose, hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { type Api, adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off, publicUrl: "https://patrol.example.com" }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵 }
checkpoints:
  - id: pump-room
    name: 水泵房
    location: B1
    checklist: [{ id: pressure, text: 出水压力, type: number, unit: MPa, sensor: { equipment: pump-1, metric: outlet_pressure, tolerance: 0.05 } }]
`

describe.skipIf(!hasBrowser)('setting patrol up (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let admin: Api
  let visitor: Visitor
  let page: Page

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    admin = await service.login('admin', adminPassword)
    browser = await openBrowser()
    visitor = await visit(browser, service.url, { viewport: desktop })
    page = visitor.page
    await logIn(page, 'admin', adminPassword)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  const open = (section: string) => page.goto(`${service.url}/setup/${section}`)

  async function save(): Promise<void> {
    await page.getByTestId('entry-save').click()
    await page.getByTestId('entry-save').waitFor({ state: 'detached' })
  }

  it('makes a place with a tag and a checklist', async () => {
    await open('checkpoints')
    await page.getByTestId('setup-add').click()
    await page.getByTestId('field-name').fill('大门')
    await page.getByTestId('field-id').fill('gate')
    await page.getByTestId('field-tag').fill('04:a1:b2:c3:d4:e5:f6')
    await page.getByTestId('check-add').click()
    await page.getByTestId('check-text-0').fill('道闸')
    await page.getByTestId('check-add').click()
    await page.getByTestId('check-text-1').fill('照度')
    await choose(page, 'check-type-1', '数值')
    await page.getByTestId('check-min-1').locator('input').or(page.locator('input[data-testid=check-min-1]')).fill('50')
    await look(page, 'setup-checkpoint-form-zh')
    await save()
    expect(await admin.get('/checkpoints/gate')).toMatchObject({
      tag: '04A1B2C3D4E5F6',
      checklist: [
        { id: 'c1', text: '道闸', type: 'ok', photo: false },
        { id: 'c2', text: '照度', type: 'number', min: 50 }
      ]
    })
  })

  it('keeps the ids of checks and their sensors', async () => {
    await page.getByTestId('edit-pump-room').click()
    await page.getByTestId('check-text-0').fill('出口压力')
    await page.getByTestId('check-add').click()
    await page.getByTestId('check-text-1').fill('有无渗漏')
    await page.getByTestId('check-tolerance-0').fill('0.02')
    await save()
    expect(await admin.get('/checkpoints/pump-room')).toMatchObject({
      checklist: [
        {
          id: 'pressure',
          text: '出口压力',
          unit: 'MPa',
          sensor: { equipment: 'pump-1', metric: 'outlet_pressure', tolerance: 0.02 }
        },
        { id: 'c1', text: '有无渗漏' }
      ]
    })
    await look(page, 'setup-checkpoints-zh')
  })

  it('shows the address to write to a tag, and its code', async () => {
    await page.getByTestId('write-gate').click()
    await page.getByTestId('tag-url').getByText('https://patrol.example.com/c/gate', { exact: true }).waitFor()
    await page.getByTestId('tag-code').locator('svg').waitFor()
    await look(page, 'setup-tag-zh')
  })

  it('makes a route from a preset, and names the places no route goes to', async () => {
    await open('routes')
    await page.getByTestId('blind-spots').getByText('水泵房').waitFor()
    await page.getByTestId('route-presets').click()
    await look(page, 'setup-presets-zh')
    await page.getByTestId('preset-guard-patrol').click()
    await choose(page, 'field-checkpoints', '大门')
    await page.keyboard.press('Escape')
    await look(page, 'setup-route-form-zh')
    await save()
    expect(await admin.get('/routes/guard-patrol')).toMatchObject({
      name: '安保巡逻（每日 4 次）',
      checkpoints: ['gate'],
      windows: ['07:00-09:00', '17:30-19:30', '22:00-24:00', '02:00-04:00'],
      grace: '10m'
    })
    await page.getByTestId('blind-spots').getByText('盲点：1').waitFor()
    await page.getByTestId('blind-spots').getByText('大门').waitFor({ state: 'detached' })
    await look(page, 'setup-routes-zh')
  })

  it('shows the plan by days, and what a change of a route would mean', async () => {
    await page.goto(`${service.url}/patrol/plans`)
    await page.getByTestId('plan-after').click()
    const day = page.locator('td:not(.day-outside) [data-testid^=plan-day]').first()
    await day.click()
    await page.getByTestId('plan-rounds').getByText('22:00 – 24:00').waitFor()
    await day.getByText('×4').first().waitFor()
    await page.getByTestId('edit-guard-patrol').click()
    const preview = page.getByTestId('plan-preview')
    await preview.getByText('28 天，共 112 次').waitFor()
    await choose(page, 'field-days', '周一')
    await preview.getByText('4 天，共 16 次', { exact: false }).waitFor()
    await look(page, 'plan-form-zh')
    await save()
    await look(page, 'plans-zh')
    await page.getByTestId('retire-guard-patrol').click()
    await page.getByRole('tooltip').getByRole('button', { name: '停用' }).click()
    await page.getByTestId('edit-guard-patrol').waitFor({ state: 'detached' })
    await page.getByText('盲点：2').waitFor()
    expect(await admin.get('/routes/guard-patrol')).toMatchObject({ enabled: false, days: [1] })
    await admin.send('PATCH', '/routes/guard-patrol', { enabled: true })
  })

  it('enrols a tag with keys', async () => {
    await open('tags')
    await page.getByTestId('field-meta-key').fill('0'.repeat(32))
    await page.getByTestId('meta-key-save').click()
    await page.getByText('已保存').first().waitFor()
    await page.getByTestId('tag-enrol').click()
    await choose(page, 'field-checkpoint', '大门')
    await page.getByTestId('field-uid').fill('04:DE:5F:1E:AC:C0')
    await page.getByTestId('field-key').fill('0'.repeat(32))
    await page.getByTestId('entry-save').click()
    await page.getByText('应为 14 位十六进制').waitFor()
    await page.getByTestId('field-uid').fill('04:DE:5F:1E:AC:C0:40')
    await save()
    await page.getByTestId('tag-04DE5F1EACC040').getByText('每次触碰都有打卡').waitFor()
    await look(page, 'setup-tags-zh')
  })

  it('says it all in English', async () => {
    await page.evaluate("localStorage.setItem('wuxun.language', 'en')")
    await open('tags')
    await page.getByText('Every tap has its scan').waitFor()
    await look(page, 'setup-tags-en')
    await open('routes')
    await page.getByText('Blind spots, in no active route: 1').waitFor()
    await look(page, 'setup-routes-en')
    await page.getByTestId('edit-guard-patrol').click()
    await look(page, 'setup-route-form-en')
    await page.goto(`${service.url}/patrol/plans`)
    await page.getByText('Guard patrol').first().waitFor()
    await look(page, 'plans-en')
    expect(visitor.complaints).toEqual([])
  })
})
