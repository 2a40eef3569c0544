/** The guard's page in Chromium: a round without network, the phone switched off in the middle, and all of it told once. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoundItem, ScanItem } from '../../server/contract/patrol.ts'
import { hasBrowser, openBrowser } from '../support/browser.ts'
import { largePng, png } from '../support/file-bytes.ts'
import { type Api, adminPassword, builtService, type Service, startService } from '../support/service.ts'

const places = ['gate', 'hall', 'garage', 'roof', 'pump-room', 'park']
const site = `
site: { id: demo, name: 示范小区 }
checkpoints:
${places.map((id, index) => `  - { id: ${id}, name: 巡更点${index + 1} }`).join('\n')}
routes:
  - { id: day, name: 全天巡逻, checkpoints: [${places.join(', ')}], windows: ["00:00-24:00"] }
users:
  - { id: li, name: 李保安, role: guard, password: li-password }
  - { id: zhao, name: 赵保安, role: guard, password: zhao-password }
`

describe.skipIf(!hasBrowser)("the guard's page (Debian: chromium)", () => {
  let service: Service
  let browser: Browser
  let phone: BrowserContext
  let api: Api

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    api = await service.login('admin', adminPassword)
    browser = await openBrowser()
    phone = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 }, hasTouch: true })
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  const scans = async () => (await api.get<{ items: ScanItem[] }>('/patrol/scans')).items
  const round = async () => (await api.get<{ items: RoundItem[] }>('/patrol/rounds?route=day')).items[0]
  const waiting = (page: Page, text: string) => page.getByTestId('waiting-count').filter({ hasText: text }).waitFor()

  async function tap(page: Page, place: string, shade: number): Promise<void> {
    await page.goto(`${service.url}/c/${place}`)
    await page.getByTestId('scan-card').waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: png(shade * 40) })
    await page.getByTestId('photo-count').filter({ hasText: '1' }).waitFor()
    await page.getByTestId('scan-done').click()
    await page.getByTestId('scan-card').waitFor({ state: 'detached' })
  }

  async function logIn(page: Page, user: string): Promise<void> {
    await page.locator('input[name=username]').fill(user)
    await page.locator('input[name=password]').fill(`${user}-password`)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText('全天巡逻').waitFor()
  }

  it('is loaded and logged in to once, with a network', async () => {
    const page = await phone.newPage()
    await page.goto(`${service.url}/guard`)
    await logIn(page, 'li')
    await page.getByText('00:00 – 24:00', { exact: true }).waitFor()
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
    await page.close()
  })

  it('records six places with photos without a network, over the death of the page and of the server', async () => {
    await phone.setOffline(true)
    const first = await phone.newPage()
    for (const [index, place] of places.slice(0, 3).entries()) await tap(first, place, index + 1)
    await waiting(first, '3')
    await first.close()
    await service.kill()

    const second = await phone.newPage()
    for (const [index, place] of places.slice(3).entries()) await tap(second, place, index + 4)
    await waiting(second, '6')
    await second.close()

    service = await startService({
      site,
      script: builtService,
      dataDir: service.dataDir,
      env: { HTTP_PORT: String(service.httpPort) }
    })
    api = await service.login('admin', adminPassword)
    expect(await scans()).toEqual([])
  })

  it('tells each of them once when there is a network again', async () => {
    const page = await phone.newPage()
    await page.goto(`${service.url}/guard`)
    await phone.setOffline(false)
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await waiting(page, '已全部上传')
    const told = await scans()
    expect(told.map(({ checkpoint }) => checkpoint).sort()).toEqual([...places].sort())
    expect(new Set(told.flatMap(({ photos }) => photos)).size).toBe(6)
    expect(told.map(({ guard, result }) => `${guard} ${result}`)).toEqual(Array(6).fill('li ok'))
    // Chained page by page: nothing was changed on the way. Photos of one second are only too fast for walking.
    expect(told.flatMap(({ suspect }) => suspect).filter((each) => each !== 'too_fast')).toEqual([])
    expect(await round()).toMatchObject({ status: 'complete', missed: [] })
    await page.locator('[data-status=complete]').waitFor()
    await page.close()
  })

  it('opens a hazard with its photo in a few taps', async () => {
    const page = await phone.newPage()
    await page.goto(`${service.url}/c/garage`)
    await page.getByRole('button', { name: '发现问题' }).click()
    await page.getByRole('button', { name: '立即整改' }).click()
    await page.getByLabel('说明').fill('消防通道被占用')
    await page.locator('input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: png(77) })
    await page.getByTestId('photo-count').waitFor()
    await page.getByTestId('scan-done').click()
    await waiting(page, '已全部上传')
    const [scan] = await scans()
    expect(await api.get(`/tickets/${scan?.ticket}`)).toMatchObject({
      type: 'hazard',
      class: 'fix_now',
      title: '巡更点3：消防通道被占用',
      attachments: [{ kind: 'photo', by: 'li' }]
    })
    await page.close()
  })

  it('says on plain HTTP what does not work, and how to mend it', async () => {
    const stranger = await browser.newContext({ locale: 'zh-CN' })
    const page = await stranger.newPage()
    // Another machine's name for the same service: only `localhost` is trusted without HTTPS.
    await page.route('http://box.test/**', async (route) => {
      const { pathname, search } = new URL(route.request().url())
      await route.fulfill({ response: await route.fetch({ url: `${service.url}${pathname}${search}` }) })
    })
    await page.goto('http://box.test/guard')
    await page.getByText('当前不是 HTTPS：断网时打不开本页，读不了 NFC，摄像头扫码也不能用。').waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByText('the page does not open without network, and neither NFC nor the camera work').waitFor()
    await page.getByRole('link', { name: 'How to trust it' }).click()
    await page.getByText('This machine has no certificate authority of its own.').waitFor()
    await stranger.close()
  })

  it('makes a photo of 20 MB small, and refuses what is no photo on the spot', async () => {
    const page = await phone.newPage()
    await page.goto(`${service.url}/c/park`)
    const file = page.locator('input[type=file]')
    await file.setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>alert(1)</script>') })
    await page.getByRole('alert').filter({ hasText: '不是能打开的照片' }).waitFor()
    expect(await page.getByTestId('photo-count').count()).toBe(0)
    const large = largePng(2650)
    expect(large.length).toBeGreaterThan(20 * 1024 * 1024)
    await file.setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: large })
    await page.getByTestId('photo-count').filter({ hasText: '1' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByTestId('scan-done').click()
    await waiting(page, '已全部上传')
    const [scan] = await scans()
    expect(scan).toMatchObject({ checkpoint: 'park', result: 'ok', photos: [expect.any(String)] })
    const headers = { authorization: `Bearer ${api.token}` }
    const photo = await fetch(`${service.url}/api/v1/patrol/photos/${scan?.photos[0]}`, { headers })
    expect(Number(photo.headers.get('content-length'))).toBeLessThan(100_000)
    await page.close()
  })

  it('records a tap once, however often its address is loaded', async () => {
    const before = (await scans()).length
    const page = await phone.newPage()
    await page.goto(`${service.url}/c/gate?e=${'A'.repeat(32)}&c=${'B'.repeat(16)}`)
    await page.getByTestId('scan-done').click()
    await waiting(page, '已全部上传')
    await page.goto(`${service.url}/c/gate?e=${'A'.repeat(32)}&c=${'B'.repeat(16)}`)
    await page.getByText('这次打卡已经记录过了').waitFor()
    expect((await scans()).length).toBe(before + 1)
    await page.close()
  })

  it('is handed to another guard: what waits is told by who recorded it, and a log-out without network ends the session', async () => {
    const before = (await scans()).length
    const page = await phone.newPage()
    await page.goto(`${service.url}/guard`)
    const [cookie] = (await phone.cookies()).filter(({ httpOnly }) => httpOnly)
    const session = async () =>
      (await fetch(`${service.url}/api/v1/session`, { headers: { cookie: `${cookie?.name}=${cookie?.value}` } })).status
    expect(await session()).toBe(200)
    await phone.setOffline(true)
    await tap(page, 'roof', 1)
    await page.getByRole('button', { name: '退出' }).click()
    await phone.setOffline(false)
    await logIn(page, 'zhao')
    expect(await session()).toBe(401)
    await page.getByText('等 李保安 登录后上传').waitFor()
    await tap(page, 'gate', 2)
    await waiting(page, '1')
    await page.getByText('等 李保安 登录后上传').waitFor()
    await page.getByRole('button', { name: '退出' }).click()
    await logIn(page, 'li')
    await waiting(page, '已全部上传')
    const told = (await scans()).slice(0, (await scans()).length - before)
    expect(told.map(({ checkpoint, guard }) => `${checkpoint} ${guard}`)).toEqual(['gate zhao', 'roof li'])
    await page.close()
  })
})
