/** What the words of a request say of its urgency. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Priority, priorities } from '../contract/common.ts'
import type { Urgency } from '../contract/tickets.ts'

const wordsSchema = z.array(z.string().min(1)).min(1)
const fileSchema = z.strictObject({
  source: z.string().min(1),
  words: z.strictObject({ P1: wordsSchema, P2: wordsSchema })
})

export type UrgencyWords = { source: string; words: Partial<Record<Priority, readonly string[]>> }

/** Reads the shipped words. */
export function loadUrgencyWords(file = new URL('./urgency.yaml', import.meta.url)): UrgencyWords {
  return fileSchema.parse(parse(readFileSync(file, 'utf8')))
}

/** The highest priority that a word of the text stands for, with its words. Pure. */
export function urgencyOf(text: string, { source, words }: UrgencyWords): Urgency {
  for (const priority of priorities) {
    const found = (words[priority] ?? []).filter((word) => text.includes(word))
    if (found.length > 0) return { priority, words: found, source }
  }
  return { priority: null, words: [], source: null }
}
