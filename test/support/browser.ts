/** Debian's Chromium, headless. Pages collect what the console complains about. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Tests in the browser run where there is one; the gate installs it, so there they must. */
export const hasBrowser = existsSync(executablePath) || process.env['CI'] !== undefined

export function openBrowser(): Promise<Browser> {
  // The background services of Chromium would look for hosts that a closed network refuses.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
  return chromium.launch({ executablePath, args: [...args, '--disable-component-update', '--disable-sync'] })
}

export type Visitor = { page: Page; complaints: string[] }

/** A dialog that still flies in moves away under the mouse: a press that begins on a button and ends beside it is no click. */
const calm = { reducedMotion: 'reduce' } as const

/** A context of its own: another person at another screen. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...calm, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  return { page, complaints }
}

export async function logIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByTestId('login-username').fill(username)
  await page.getByTestId('login-password').fill(password)
  await page.getByTestId('login-submit').click()
  await page.getByTestId('nav-overview').waitFor()
}

/** Picks from the list of a select, by its words. */
export async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByTestId(field).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: option }).first().click()
}
