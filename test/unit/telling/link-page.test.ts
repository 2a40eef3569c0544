import { expect, it } from 'vitest'
import { formPage, textPage } from '../../../server/http/link-page.ts'
import type { LinkView } from '../../../server/telling/link-steps.ts'
import type { Purpose } from '../../../server/telling/text.ts'
import { aTicket } from '../../support/a-ticket.ts'

const now = Date.parse('2025-11-22T08:00:00Z')
function view(purpose: Purpose, parts: Partial<LinkView> = {}): LinkView {
  return {
    link: { id: 'ln_1', user: 'wang', ticket: 'tk_1', purpose, expiresAt: now + 1, usedAt: null },
    ticket: aTicket({ title: '<img src=x onerror=alert(1)>' }),
    user: { id: 'wang', name: '王"工' },
    colleagues: [{ id: 'zhou', name: '周工' }],
    place: 'B1',
    language: 'zh',
    timezone: 'Asia/Shanghai',
    ...parts
  }
}

it.each([
  ['accept', /<textarea name="note"/],
  ['hand_on', /<select name="assignee" required><option value=""><\/option><option value="zhou">周工<\/option>/],
  ['expect', /<input type="datetime-local" name="at" value="2025-11-22T16:30" required>/]
] as const)('the page to %s asks for what that needs', (purpose, field) => {
  const page = formPage(view(purpose), now)
  expect(page).toMatch(field)
  expect(page).toContain('<form method="post"')
})

it('shows what people typed as text', () => {
  const page = formPage(view('accept'), now, '<b>not now</b>')
  expect(page).not.toMatch(/<img|<b>|王"工/)
  expect(page).toContain('&lt;b&gt;not now&lt;/b&gt;')
})

it('has no script, loads nothing, and speaks the language of whom it is for', () => {
  const page = formPage(view('accept', { language: 'en' }), now)
  expect(page).not.toMatch(/<script|<link|<img|url\(|@import/)
  expect(page).toContain('<html lang="en">')
  expect(page).toContain('The link works once, and acts in your name.')
  expect(textPage({ language: 'zh', title: '完成', text: '已接单。' })).toContain('<html lang="zh-CN">')
})
