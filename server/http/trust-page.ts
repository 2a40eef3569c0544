/** How a phone comes to trust the box, as a page. Pure. */
import type { Authority } from '../certificate/authority.ts'
import { trustWords } from '../certificate/trust-words.ts'
import type { Language } from '../contract/telling.ts'
import { esc, plainPage } from './plain-page.ts'

const other: Record<Language, { language: Language; label: string }> = {
  zh: { language: 'en', label: 'English' },
  en: { language: 'zh', label: '中文' }
}

/** `authority` null: there is none to trust. */
export function trustPage(language: Language, authority: Authority | null): string {
  const words = trustWords[language]
  const turn = other[language]
  const content = authority
    ? `<p>${esc(words.why)}</p>
<p>${esc(words.compare)}</p>
<p><strong>${esc(authority.name)}</strong><br><code>${esc(authority.fingerprint)}</code></p>
<p><a href="/ca.crt">${esc(words.download)}</a></p>
${stepList(words.android)}${stepList(words.ios)}<p>${esc(words.after)}</p>`
    : `<p>${esc(words.none)}</p>`
  const turnLine = `<p class="small"><a href="/trust?language=${turn.language}">${turn.label}</a></p>`
  return plainPage(language, words.title, `<h1>${esc(words.title)}</h1>${content}${turnLine}`)
}

function stepList({ title, steps }: { title: string; steps: readonly string[] }): string {
  return `<h2>${esc(title)}</h2><ol>${steps.map((step) => `<li>${esc(step)}</li>`).join('')}</ol>
`
}
