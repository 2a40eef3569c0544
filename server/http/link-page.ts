/** The page behind a link in a message: no script, nothing loaded, readable in the browsers of chat programs. Pure. */
import { DateTime } from 'luxon'
import type { Language } from '../contract/telling.ts'
import type { LinkView } from '../telling/link-steps.ts'
import { textsOf } from '../telling/text.ts'

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
  return layout(
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
  return layout(language, title, `<h1>${esc(title)}</h1><p>${esc(text)}</p>${further}`)
}

function layout(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="color-scheme" content="light dark"><title>${esc(title)} · 物巡</title><style>${style}</style></head>
<body><main>${body}</main></body></html>
`
}

const style = `body{margin:0;font:16px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;background:Canvas;color:CanvasText}
main{max-width:34rem;margin:0 auto;padding:1.25rem}
h1{font-size:1.3rem;line-height:1.35;margin:.2rem 0 1rem}
.priority{margin:0;font-weight:600}
dl{margin:0 0 1rem}dt{opacity:.7;font-size:.875rem}dd{margin:0 0 .6rem}
label{display:block;margin:0 0 1rem}
textarea,select,input{display:block;box-sizing:border-box;width:100%;margin-top:.25rem;padding:.6rem;font:inherit;color:inherit;background:Field;border:1px solid GrayText;border-radius:.4rem}
button{width:100%;min-height:3rem;font:inherit;font-weight:600;color:#fff;background:#0958d9;border:0;border-radius:.4rem}
button:focus-visible,textarea:focus-visible,select:focus-visible,input:focus-visible{outline:3px solid #69b1ff;outline-offset:2px}
.fault{padding:.6rem;border:2px solid #d4380d;border-radius:.4rem}.small{opacity:.7;font-size:.875rem}`

function esc(text: string | undefined): string {
  return (text ?? '').replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
