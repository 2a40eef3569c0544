/** What every page is held to in the browser: two widths, two themes, and nothing wider than the screen. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** A folder for screenshots, to be looked at; left out, none are taken. */
const shots = process.env['SCREENSHOTS']

export const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

/** Fails when the page does not fit; leaves it at desktop size, light. */
export async function look(page: Page, name: string): Promise<void> {
  for (const size of [desktop, phone]) {
    await page.setViewportSize(size)
    // The page lays itself out anew after a resize; it has to come to fit.
    const excess = () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    await expect.poll(excess, { message: `${name} at ${size.width}`, timeout: 10_000 }).toBeLessThanOrEqual(0)
    if (shots === undefined) continue
    mkdirSync(shots, { recursive: true })
    for (const colorScheme of ['light', 'dark'] as const) {
      // Without motion, or a change of theme is caught half-way.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.screenshot({ path: join(shots, `${name}-${size.width}-${colorScheme}.png`), fullPage: true })
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  }
  await page.setViewportSize(desktop)
}
