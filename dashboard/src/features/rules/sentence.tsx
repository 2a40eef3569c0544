import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Words } from '../../lib/locale/zh.ts'
import './sentence.css'

type Template = Extract<keyof Words['sentence'], `edit${string}`>

/** A sign that belongs to what stands before it. */
const tight = /^[,.;:，。；：、]/

/** A mark that no text has. */
const mark = '\u0000'

/** A sentence of the reader's language with controls in the places of its values. */
export function Sentence({ say, slots }: { say: Template; slots: Readonly<Record<string, ReactNode>> }) {
  const { t } = useTranslation()
  const marks = Object.fromEntries(Object.keys(slots).map((name) => [name, mark + name + mark]))
  const pieces = String(t(`sentence.${say}`, { replace: marks })).split(mark)
  return pieces.map((piece, at) => {
    // Every other piece is the name of a slot; the template does not change while the page stands.
    const key = `${at}-${piece}`
    if (at % 2 === 1) return <Fragment key={key}>{slots[piece]}</Fragment>
    const text = piece.trim()
    return text === '' ? null : (
      <span key={key} className={tight.test(text) ? 'say say-tight' : 'say'}>
        {text}
      </span>
    )
  })
}
