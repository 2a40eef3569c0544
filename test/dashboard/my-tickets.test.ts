/** The engineer's own page on a phone in Chromium: taken, arrived by tag, photographed, done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TicketDetail } from '../../server/contract/tickets.ts'
import { hasBrowser, logIn, openBrowser, visit } from '../support/browser.ts'
import { jpeg } from '../support/file-bytes.ts'
import { look } from '../support/look.ts'
import { type Api, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房, attributes: { tag: 04A1B2C3 } }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
  - { id: chen, name: 陈经理, role: manager, password: chen-password }
`
const folder = mkdtempSync(join(tmpdir(), 'wuxun-my-'))
const photo = join(folder, '现场.jpg')

/** Chrome on Android reads tags; here one is held to it as soon as it listens. */
const tagReader = `window.NDEFReader = class {
  async scan() { setTimeout(() => this.onreading({ serialNumber: '04:a1:b2:c3', message: { records: [] } })) }
}`

describe.skipIf(!hasBrowser)("the engineer's own page (Debian: chromium)", () => {
  let service: Service
  let browser: Browser
  let chen: Api

  beforeAll(async () => {
    writeFileSync(photo, jpeg)
    service = await startService({ site, script: builtService })
    browser = await openBrowser()
    chen = await service.login('chen', 'chen-password')
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
    rmSync(folder, { recursive: true })
  })

  async function assigned(title: string): Promise<string> {
    const { body } = await chen.post('/tickets', { title, type: 'repair', priority: 'P2', equipment: 'pump-1' })
    const { id } = body as TicketDetail
    expect((await chen.post(`/tickets/${id}/actions/assign`, { assignee: 'wang' })).status).toBe(200)
    return id
  }
  const detail = (id: string) => chen.get<TicketDetail>(`/tickets/${id}`)
  const isAt = (page: Page, id: string, status: string) =>
    page.locator(`[data-testid="my-ticket-${id}"][data-status="${status}"]`).waitFor()

  it('takes a ticket with a word on when, arrives by its tag, sends a photo and is done', async () => {
    const id = await assigned('水泵异响')
    const { page, complaints } = await visit(browser, service.url, { viewport: { width: 390, height: 844 } })
    await logIn(page, 'wang', 'wang-password')
    await page.getByTestId('nav-my').click()
    await isAt(page, id, 'assigned')
    await page.getByTestId('my-eta-30').click()
    const before = Date.now()
    await page.getByTestId('my-accept').click()
    await isAt(page, id, 'accepted')
    await page.getByTestId('my-eta').waitFor()
    expect(Math.abs(Date.parse((await detail(id)).eta ?? '') - before - 30 * 60_000)).toBeLessThan(60_000)

    // The tag of something else: said in words, and nobody has arrived.
    await page.getByTestId('my-tag').fill('04FFFFFF')
    await page.getByTestId('my-arrive-tag').click()
    await page.getByTestId('my-refused').filter({ hasText: '不是此设备或其所在位置的标签' }).waitFor()
    expect((await detail(id)).status).toBe('accepted')
    // What the browser itself notes of the refusal.
    expect(complaints.splice(0).every((text) => text.includes('400'))).toBe(true)
    await page.getByTestId('my-tag').fill('04:a1:b2:c3')
    await page.getByTestId('my-arrive-tag').click()
    await isAt(page, id, 'arrived')

    await page.getByTestId('my-photo').setInputFiles(photo)
    await page.getByTestId('my-photo-taken').waitFor()
    await look(page, 'my')
    await page.getByTestId('my-result').fill('更换轴承，运行正常')
    await page.getByTestId('my-finish').click()
    await isAt(page, id, 'resolved')

    const ticket = await detail(id)
    expect(ticket).toMatchObject({ assignee: 'wang', resolution: { result: '更换轴承，运行正常', people: ['wang'] } })
    expect(ticket.attachments).toMatchObject([{ kind: 'photo', by: 'wang' }])
    expect(ticket.timeline.find(({ type }) => type === 'arrived')?.detail).toEqual({ by: 'tag' })
    expect(complaints).toEqual([])
  })

  it('arrives by holding the phone to the tag, where the browser reads it', async () => {
    const id = await assigned('压力表不准')
    const { page, complaints } = await visit(browser, 'about:blank', { viewport: { width: 390, height: 844 } })
    await page.addInitScript(tagReader)
    await page.goto(`${service.url}/my?ticket=${id}`)
    await logIn(page, 'wang', 'wang-password')
    await page.getByTestId('my-accept').click()
    await isAt(page, id, 'accepted')
    await page.getByTestId('my-scan').click()
    await isAt(page, id, 'arrived')
    expect((await detail(id)).timeline.find(({ type }) => type === 'arrived')?.detail).toEqual({ by: 'tag' })
    expect(complaints).toEqual([])
  })
})
