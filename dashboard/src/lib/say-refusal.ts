/** Why the service refused, in the reader's words. */
import type { TFunction } from 'i18next'
import { refusalsZh } from './locale/refusals-zh.ts'

/** What is not known is said as the service says it. */
export function sayRefusal(sentence: string, t: TFunction, language: string): string {
  if (language !== 'zh') return sentence
  for (const [pattern, words] of refusalsZh) {
    const found = pattern.exec(sentence)
    if (found) return words.replace(/\$(\d)(?::([\w.]+))?/g, (_, place, list) => wordFor(found[Number(place)] ?? '', list, t))
  }
  return sentence
}

function wordFor(caught: string, list: string | undefined, t: TFunction): string {
  return list === undefined ? caught : t(`${list}.${caught}`, { defaultValue: caught })
}
