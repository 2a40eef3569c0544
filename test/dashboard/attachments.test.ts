/** The papers of a lift's repair, from the engineer's phone to the manager's verification, in Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { hasBrowser, logIn, openBrowser, visit } from '../support/browser.ts'
import { jpeg, pdf } from '../support/file-bytes.ts'
import { type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: lift-1, kind: elevator, name: 1#电梯, location: 1 栋 }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
  - { id: ren, name: 任, role: viewer, password: ren-password }
`
const built = new URL('../../dist/server/main.js', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'wuxun-papers-'))
const file = (name: string, bytes: Buffer): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

describe.skipIf(!hasBrowser)('attachments (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let ticket: string

  beforeAll(async () => {
    service = await startService({ site, script: built })
    browser = await openBrowser()
    const wang = await service.login('wang', 'wang-password')
    const { body } = await wang.post('/tickets', { title: '平层偏差', type: 'repair', priority: 'P2', equipment: 'lift-1' })
    ticket = (body as TicketItem).id
    for (const [action, details] of [['accept'], ['arrive'], ['resolve', { result: '更换光幕' }]] as const) {
      expect((await wang.post(`/tickets/${ticket}/actions/${action}`, details)).status).toBe(200)
    }
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
    rmSync(folder, { recursive: true })
  })

  async function open(user: string, width: number) {
    const visitor = await visit(browser, service.url, { viewport: { width, height: 844 } })
    await logIn(visitor.page, user, `${user}-password`)
    await visitor.page.goto(`${service.url}/tickets/${ticket}`)
    await visitor.page.getByTestId('ticket-status').waitFor()
    return visitor
  }
  async function attach(page: Page, kind: string, path: string): Promise<number> {
    const answer = page.waitForResponse((response) => response.url().endsWith('/attachments'))
    await page.getByTestId(`attach-kind-${kind}`).click()
    await page.getByTestId('attach-file').setInputFiles(path)
    return (await answer).status()
  }

  it('go up from a phone, are shown to everybody, and let the manager verify', async () => {
    const wang = await open('wang', 390)
    const chen = await open('chen', 1440)
    await chen.page.getByText('需附操作记录与试验报告').waitFor()
    expect(await attach(wang.page, 'photo', file('现场.jpg', jpeg))).toBe(201)
    const picture = wang.page.getByTestId('attachment-photo').locator('img')
    await picture.waitFor()
    const width = () => picture.evaluate<number, { naturalWidth: number }>((image) => image.naturalWidth)
    await expect.poll(width, { timeout: 10_000 }).toBe(8)
    expect(await attach(wang.page, 'operation_record', file('操作记录.pdf', pdf('操作记录')))).toBe(201)
    expect(await attach(wang.page, 'test_report', file('试验报告.pdf', pdf('试验报告')))).toBe(201)
    await wang.page.getByTestId('attachment-test_report').waitFor()
    const excess = () => wang.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    await expect.poll(excess, { timeout: 10_000 }).toBeLessThanOrEqual(0)

    // Without a reload: the live event brings the papers, and the step they allow.
    await chen.page.getByTestId('attachment-test_report').waitFor()
    const started = chen.page.waitForEvent('download')
    await chen.page.getByTestId('attachment-test_report').getByRole('link', { name: '试验报告.pdf', exact: true }).click()
    const download = await started
    expect(download.suggestedFilename()).toBe('试验报告.pdf')
    expect((await readFile(await download.path())).equals(pdf('试验报告'))).toBe(true)
    await chen.page.getByTestId('action-verify').click()
    for (const { page } of [chen, wang]) await page.locator('[data-testid="ticket-status"][data-status="closed"]').waitFor()
    await wang.page.getByTestId('attach-file').waitFor({ state: 'detached' })
    expect([...wang.complaints, ...chen.complaints]).toEqual([])
  })

  it('are refused in words, and offered to nobody who may not attach', async () => {
    const api = await service.login('wang', 'wang-password')
    const { body } = await api.post('/tickets', { title: '门机异响', type: 'repair', priority: 'P3', equipment: 'lift-1' })
    ticket = (body as TicketItem).id
    const { page } = await open('wang', 1440)
    const refused = (text: RegExp) => page.getByTestId('attach-refused').filter({ hasText: text }).waitFor()
    await page.getByTestId('attach-file').setInputFiles(file('IMG_1.HEIC', Buffer.from('x')))
    await refused(/IMG_1\.HEIC 是 HEIC 照片/)
    await page.getByTestId('attach-file').setInputFiles(file('大.jpg', Buffer.alloc(10 * 1024 * 1024 + 1)))
    await refused(/大\.jpg 太大，不能超过 10 MB/)
    expect(await attach(page, 'photo', file('假.jpg', Buffer.from('<script>alert(1)</script>')))).toBe(415)
    await refused(/假\.jpg 的内容不是可以接收的类型/)
    expect(await page.getByTestId('attach-camera').getAttribute('capture')).toBe('environment')

    const ren = await open('ren', 1440)
    expect(await ren.page.getByTestId('attach-file').count()).toBe(0)
  })
})
