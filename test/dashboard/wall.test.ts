/** The screen on the wall, in Chromium: let in by its key, moved by the socket, plain about what it does not know. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, logIn, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { type Api, adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵 }
checkpoints:
  - { id: gate, name: 大门 }
routes:
  - { id: day, name: 全天巡逻, checkpoints: [gate], windows: ["00:00-24:00"] }
`

describe.skipIf(!hasBrowser)('the wall screen (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let admin: Api
  let office: Page
  let screen: Visitor

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    admin = await service.login('admin', adminPassword)
    browser = await openBrowser()
    office = (await visit(browser, service.url, { viewport: desktop })).page
    await logIn(office, 'admin', adminPassword)
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  /** Opens a screen by a key that an admin makes on the page. */
  async function hang(name: string): Promise<Visitor> {
    await office.goto(`${service.url}/setup/wallKeys`)
    await office.getByTestId('setup-add').click()
    await office.getByTestId('field-name').fill(name)
    await office.getByTestId('entry-save').click()
    const address = await office.getByTestId('wall-address').textContent()
    await office.reload()
    return await visit(browser, address ?? '', { viewport: desktop })
  }

  const openTicket = (title: string) => admin.post('/tickets', { title, type: 'repair', priority: 'P2' })

  it('shows how the site is to whoever has its address, and follows by itself', async () => {
    screen = await hang('消控室')
    await screen.page.getByTestId('wall-link').and(screen.page.locator('[data-state=live]')).waitFor()
    await screen.page.getByText('全天巡逻').waitFor()
    await screen.page.getByTestId('wall-offline').getByText('1', { exact: true }).waitFor()
    await openTicket('楼道灯不亮')
    await screen.page.getByText('楼道灯不亮').waitFor()
    await look(screen.page, 'wall-zh')
  })

  it('turns pages when more is open than fits', async () => {
    for (let floor = 1; floor <= 12; floor += 1) await openTicket(`${floor} 楼报修`)
    await screen.page.getByText('2/3', { exact: true }).waitFor()
  })

  it('goes dark at once when its key is revoked', async () => {
    expect(screen.complaints).toEqual([])
    await look(office, 'setup-wall-keys-zh')
    await office.getByTestId('wall-key-revoke').click()
    await office.getByRole('tooltip').getByRole('button', { name: '收回' }).click()
    await screen.page.getByTestId('wall-message').getByText('已被收回').waitFor()
    expect(await screen.page.getByText('楼道灯不亮').count()).toBe(0)
  })

  it('says since when its data is old once the service is gone', async () => {
    screen = await hang('大堂')
    await screen.page.getByTestId('wall-link').and(screen.page.locator('[data-state=live]')).waitFor()
    await service.kill()
    await screen.page
      .getByTestId('wall-lost')
      .getByText(/数据停在 \d\d:\d\d/)
      .waitFor()
    await look(screen.page, 'wall-lost-zh')
  })
})
