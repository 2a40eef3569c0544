/** Web push as a browser takes it. The push service itself is out of reach of a test: Chromium is handed what it would bring. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, logIn, openBrowser, visit } from '../support/browser.ts'
import { desktop, look } from '../support/look.ts'
import { type Api, adminPassword, builtService, type Service, startService } from '../support/service.ts'

const site = `
site: { id: demo, name: 示范小区, defaults: off }
users:
  - { id: wang, name: 王工, role: engineer, password: wang-password }
`
const subscription = { endpoint: 'https://push.example/browser-1', keys: { p256dh: 'BP'.padEnd(87, 'a'), auth: 'a'.repeat(22) } }

/** What runs in the page. */
const inPlaceOfPushService = `{
  const given = ${JSON.stringify(subscription)}
  let standing = null
  const made = { ...given, toJSON: () => given, unsubscribe: async () => { standing = null } }
  PushManager.prototype.subscribe = async () => { standing = made; return made }
  PushManager.prototype.getSubscription = async () => standing
}`
const notifications = `navigator.serviceWorker.ready
  .then((registration) => registration.getNotifications())
  .then((all) => all.map(({ title, body, tag, data, requireInteraction }) => ({ title, body, tag, data, requireInteraction })))`

describe.skipIf(!hasBrowser)('web push (Debian: chromium)', () => {
  let service: Service
  let browser: Browser
  let wang: Api
  let page: Page

  beforeAll(async () => {
    service = await startService({ site, script: builtService })
    browser = await openBrowser()
    const admin = await service.login('admin', adminPassword)
    await admin.post('/channels', {
      id: 'browsers',
      name: '浏览器',
      kind: 'webpush',
      settings: { subject: 'mailto:a@b.example' }
    })
    wang = await service.login('wang', 'wang-password')
    const visitor = await visit(browser, service.url, { viewport: desktop, permissions: ['notifications'] })
    page = visitor.page
    await logIn(page, 'wang', 'wang-password')
  })
  afterAll(async () => {
    await browser?.close()
    await service?.kill()
    await service?.remove()
  })

  it('says so when the push service is out of reach', async () => {
    await page.goto(`${service.url}/preferences`)
    await page.getByTestId('push-here').click()
    await page.getByText('浏览器未能向推送服务登记').waitFor()
    await look(page, 'push-refused')
    expect(await wang.get('/push/subscriptions')).toMatchObject({ items: [] })
  })

  it('is taken in this browser from one press to another', async () => {
    await page.evaluate(inPlaceOfPushService)
    await page.getByTestId('push-here').click()
    await page.locator('.push-browsers li').filter({ hasText: '此浏览器' }).waitFor()
    await look(page, 'push')
    expect(await wang.get('/push/subscriptions')).toMatchObject({ items: [{ endpoint: subscription.endpoint }] })
    await page.getByRole('button', { name: '不再在此浏览器接收' }).click()
    await page.getByTestId('push-here').waitFor()
    expect(await wang.get('/push/subscriptions')).toMatchObject({ items: [] })
  })

  it('shows what comes while no page asks for it, one message once', async () => {
    const message = { id: 'm-1', title: 'P1 供水压力低', body: '1#泵', url: `${service.url}/tickets`, urgent: true }
    const devtools = await page.context().newCDPSession(page)
    const registered = new Promise<string>((resolve) => {
      devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        for (const { registrationId } of registrations) resolve(registrationId)
      })
    })
    await devtools.send('ServiceWorker.enable')
    const wish = { origin: service.url, registrationId: await registered, data: JSON.stringify(message) }
    await devtools.send('ServiceWorker.deliverPushMessage', wish)
    await devtools.send('ServiceWorker.deliverPushMessage', wish)
    const shown = () => page.evaluate(notifications)
    await expect
      .poll(shown)
      .toEqual([{ title: message.title, body: '1#泵', tag: 'm-1', data: message.url, requireInteraction: true }])
  })
})
