/** What managers see of patrol, in Chromium: a round that turns complete under their eyes, and what is to be doubted. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PhotoAnswer, ScanItem } from '../../server/contract/patrol.ts'
import { choose, hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { jpeg } from '../support/file-bytes.ts'
import { desktop, look } from '../support/look.ts'
import { type Api, adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
checkpoints:
  - { id: gate, name: 大门, position: { x: 0, y: 0 } }
  - { id: pump-room, name: 水泵房, position: { x: 900, y: 0, floor: -1 } }
  - { id: roof, name: 3 栋屋顶 }
routes:
  - { id: day, name: 全天巡逻, checkpoints: [gate, pump-room], windows: ["00:00-24:00"] }
  - { id: fire, name: 防火巡查, type: fire, checkpoints: [roof], windows: ["00:00-24:00"] }
users:
  - { id: li, name: 李保安, role: guard, password: li-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
`

describe.skipIf(!hasBrowser)('the patrol pages (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let guard: Api
  let chen: Visitor
  let page: Page

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    guard = await service.login('li', 'li-password')
    const admin = await service.login('admin', adminPassword)
    await admin.post('/patrol/tags', { uid: '04DE5F1EACC040', checkpoint: 'roof', key: '0'.repeat(32) })
    browser = await openBrowser()
    chen = await visit(browser, service.url, { viewport: desktop })
    page = chen.page
    await logIn(page, 'chen', 'chen-password')
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  const round = (route: string, status: string) => page.locator(`[data-testid^="round-${route}."][data-status=${status}]`)

  async function scan(checkpoint: string, more: object = {}): Promise<ScanItem> {
    const { status, body } = await guard.post('/patrol/scans', { ts: Date.now(), checkpoint, via: 'url', ...more })
    expect(status, JSON.stringify(body)).toBe(201)
    return body as ScanItem
  }

  async function sendPhoto(): Promise<string> {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }), 'photo.jpg')
    const headers = { authorization: `Bearer ${guard.token}` }
    const answer = await fetch(`${service.url}/api/v1/patrol/photos`, { method: 'POST', headers, body: form })
    return ((await answer.json()) as PhotoAnswer).hash
  }

  it('show the rounds of today, and each scan as it is told', async () => {
    await page.getByTestId('nav-patrol').click()
    await round('day', 'planned').getByText('待检').first().waitFor()
    await scan('gate')
    await round('day', 'in_progress').getByText('李保安').waitFor()
    await round('day', 'in_progress').getByText('标签网址').waitFor()
    const hazard = { class: 'fix_by_date', wantedBy: new Date(Date.now() + 86_400_000).toISOString() }
    const { ticket } = await scan('pump-room', { result: 'issue', note: '积水', photos: [await sendPhoto()], hazard })
    const complete = round('day', 'complete')
    await complete.getByText('离上一次打卡时间太短').waitFor()
    await complete.getByText('积水').waitFor()
    expect(await complete.getByRole('link', { name: '隐患工单' }).getAttribute('href')).toBe(`/tickets/${ticket}`)
    const photo = complete.getByRole('img', { name: '打卡照片' })
    const width = () => photo.evaluate<number, { naturalWidth: number }>((image) => image.naturalWidth)
    await expect.poll(width, { timeout: 10_000 }).toBe(8)
    await page.getByTestId('count-complete').click()
    await round('fire', 'planned').waitFor({ state: 'detached' })
    await page.getByTestId('count-all').click()
    await look(page, 'patrol-board-zh')
  })

  it('replay a round, scan by scan', async () => {
    await round('day', 'complete').locator('[data-testid^=replay]').click()
    await page
      .getByTestId('step-pump-room')
      .getByText(/距上一处 900 米/)
      .waitFor()
    const here = page.locator('[aria-current=step]')
    await page.getByTestId('replay-time').press('Home')
    await here.waitFor({ state: 'detached' })
    await page.getByTestId('replay-next').click()
    await here.and(page.getByTestId('step-gate')).waitFor()
    await page.getByTestId('replay-play').click()
    await here.and(page.getByTestId('step-pump-room')).waitFor()
    await look(page, 'patrol-replay-zh')
  })

  it('show hazards with their photo before, and what lacks one after', async () => {
    await page.goto(`${service.url}/patrol/hazards`)
    const card = page.locator('[data-testid^=hazard-]').filter({ hasText: '积水' })
    await card.getByText('缺整改后照片').waitFor()
    const width = () =>
      card.getByRole('img', { name: '整改前' }).evaluate<number, { naturalWidth: number }>((image) => image.naturalWidth)
    await expect.poll(width, { timeout: 10_000 }).toBe(8)
    await look(page, 'patrol-hazards-zh')
    await page.getByText('已关闭', { exact: true }).click()
    await page.getByText('没有这样的隐患').waitFor()
  })

  it('show another day by its address', async () => {
    await page.goto(`${service.url}/patrol?date=2020-01-01`)
    await page.getByText('这一天没有巡逻任务').waitFor()
  })

  it('list what is doubtful, and say what no list can show', async () => {
    await page.getByTestId('patrol-tab-suspects').click()
    await page.getByText('离上一次打卡时间太短').waitFor()
    await page.getByText('末尾若被整段删去').waitFor()
    await page.getByTestId('counters-04DE5F1EACC040').getByText('每次触碰都有打卡').waitFor()
    await look(page, 'patrol-suspects-zh')
    await choose(page, 'filter-reason', '几天之后才上传')
    await page.getByText('没有可疑打卡').waitFor()
    await choose(page, 'filter-reason', '离上一次打卡时间太短')
    await choose(page, 'filter-guard', '李保安')
    await page.locator('.scan-doubt').waitFor()
  })

  it('show how well each place was covered, without a score for a single round', async () => {
    await page.getByTestId('patrol-tab-heat').click()
    await page.getByRole('row').filter({ hasText: '水泵房' }).getByText('1/1').waitFor()
    await page.getByText('不足 5 次不评分').waitFor()
    await page.getByText('–', { exact: true }).waitFor()
    await look(page, 'patrol-heat-zh')
  })

  it('say it all in English', async () => {
    await page.evaluate("localStorage.setItem('wuxun.language', 'en')")
    await page.goto(`${service.url}/patrol/suspects`)
    await page.getByText('Too soon after the place before').waitFor()
    await look(page, 'patrol-suspects-en')
    await page.goto(`${service.url}/patrol`)
    await round('day', 'complete').getByText('Problem found').waitFor()
    await look(page, 'patrol-board-en')
    await page.goto(`${service.url}/patrol/heat`)
    await page.getByText('Predictability').waitFor()
    await look(page, 'patrol-heat-en')
    expect(chen.complaints).toEqual([])
  })
})
