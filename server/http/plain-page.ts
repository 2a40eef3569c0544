/** A page of one column: no script, nothing loaded, readable in the browsers of chat programs and in both colour schemes. Pure. */
import type { Language } from '../contract/telling.ts'

/** `body` is HTML: what comes from outside goes through `esc` first. */
export function plainPage(language: Language, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="color-scheme" content="light dark"><title>${esc(title)} · 物巡</title><style>${style}</style></head>
<body><main>${body}</main></body></html>
`
}

const style = `body{margin:0;font:16px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;background:Canvas;color:CanvasText}
main{max-width:34rem;margin:0 auto;padding:1.25rem}
h1{font-size:1.3rem;line-height:1.35;margin:.2rem 0 1rem}
h2{font-size:1.05rem;margin:1.2rem 0 .4rem}
ol{margin:0;padding-left:1.4rem}
code{overflow-wrap:anywhere}
.priority{margin:0;font-weight:600}
dl{margin:0 0 1rem}dt{opacity:.7;font-size:.875rem}dd{margin:0 0 .6rem}
label{display:block;margin:0 0 1rem}
textarea,select,input{display:block;box-sizing:border-box;width:100%;margin-top:.25rem;padding:.6rem;font:inherit;color:inherit;background:Field;border:1px solid GrayText;border-radius:.4rem}
button{width:100%;min-height:3rem;font:inherit;font-weight:600;color:#fff;background:#0958d9;border:0;border-radius:.4rem}
button:focus-visible,textarea:focus-visible,select:focus-visible,input:focus-visible{outline:3px solid #69b1ff;outline-offset:2px}
.fault{padding:.6rem;border:2px solid #d4380d;border-radius:.4rem}.small{opacity:.7;font-size:.875rem}`

export function esc(text: string | undefined): string {
  return (text ?? '').replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
