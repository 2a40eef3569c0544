/** The page behind a link in a message: no script, nothing loaded, readable in the browsers of chat programs. Pure. */
import { DateTime } from 'luxon'
import type { Language } from '../contract/telling.ts'
import type { LinkView } from '../telling/link-steps.ts'
import { textsOf } from '../telling/text.ts'
import { esc, plainPage } from './plain-page.ts'

export type PageText = { language: Language; title: string; text: string; link?: { label: string; href: string } }

/** Shows the ticket and the one step; its form acts. `fault`: what the last attempt was refused for. */
export function formPage(
  { link, ticket, user, colleagues, place, language, timezone }: LinkView,
  now: number,
  fault?: string
): string {
  const { page, place: placeLabel, action } = textsOf(language)
  const note = `<label>${esc(page.note)}<textarea name="note" maxlength="1000" rows="2"></textarea></label>`
  const local = DateTime.fromMillis(now, { zone: timezone }).plus({ minutes: 30 }).toFormat("yyyy-MM-dd'T'HH:mm")
  const time = `<label>${esc(page.time)}<input type="datetime-local" name="at" value="${local}" required></label>`
  const options = colleagues.map(({ id, name }) => `<option value="${esc(id)}">${esc(name)}</option>`).join('')
  const fields = {
    accept: note,
    expect: time + note,
    hand_on: `<label>${esc(page.colleague)}<select name="assignee" required><option value=""></option>${options}</select></label>${note}`
  }[link.purpose]
  const rows = [
    [placeLabel, place],
    [action, ticket.action ?? '']
  ].filter(([, value]) => value)
  return plainPage(
    language,
    page.title[link.purpose],
    `<p class="priority">${esc(ticket.priority)} · ${esc(ticket.number)}</p>
<h1>${esc(ticket.title)}</h1>
<dl>${rows.map(([label, value]) => `<dt>${esc(label)}</dt><dd>${esc(value)}</dd>`).join('')}</dl>
${fault ? `<p class="fault" role="alert">${esc(fault)}</p>` : ''}
<form method="post" autocomplete="off">${fields}<button>${esc(page.title[link.purpose])} · ${esc(user.name)}</button></form>
<p class="small">${esc(page.limits)}</p>`
  )
}

export function textPage({ language, title, text, link }: PageText): string {
  const further = link ? `<p><a href="${esc(link.href)}">${esc(link.label)}</a></p>` : ''
  return plainPage(language, title, `<h1>${esc(title)}</h1><p>${esc(text)}</p>${further}`)
}
