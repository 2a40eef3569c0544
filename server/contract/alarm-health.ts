/** `GET /reports/alarms`: how well the alarms serve those who watch them (domain.md §10, after ISA-18.2). */
import { z } from 'zod'
import { severitySchema, timeSchema } from './common.ts'

export const yardsticks = ['good', 'fair', 'poor', 'none'] as const
/** `none`: no data, or too few, to judge by. */
export const yardstickSchema = z.enum(yardsticks)
export type Yardstick = z.infer<typeof yardstickSchema>

const figureSchema = z.object({
  value: z.number().nullable(),
  /** What the figure is a ratio of, printed beside it. */
  count: z.number().int(),
  of: z.number().int(),
  goal: z.number(),
  verdict: yardstickSchema
})
export type HealthFigure = z.infer<typeof figureSchema>

/** A rule on an equipment that takes more than its share of attention. */
export const badActorSchema = z.object({
  rule: z.string(),
  title: z.string(),
  equipment: z.string(),
  severity: severitySchema,
  raises: z.number().int(),
  /** Of all raises in the span, 0–1. */
  share: z.number(),
  chattering: z.number().int(),
  fleeting: z.number().int(),
  stale: z.boolean(),
  minutes: z.number()
})
export type BadActor = z.infer<typeof badActorSchema>

export const alarmHealthSchema = z.object({
  from: timeSchema,
  to: timeSchema,
  /** Name of the shift asked for, or null for all hours. */
  shift: z.string().nullable(),
  raises: z.number().int(),
  annunciated: z.number().int(),
  figures: z.object({
    /** Annunciated alarms an operator in 10 min; one operator unless staffed otherwise. */
    ratePer10min: figureSchema,
    /** Share of time in flood. */
    flood: figureSchema,
    /** Share of 10-min bins with more than 10 alarms. */
    busyBins: figureSchema,
    chattering: figureSchema,
    fleeting: figureSchema,
    stale: figureSchema,
    /** Raises of the 10 most frequent / all. */
    topTen: figureSchema,
    /** Mean seconds from raise to acknowledgement. */
    mtta: figureSchema
  }),
  /** Share of raises by severity, beside the goal (domain.md §10: 80 / 15 / 5 / under 1 %). */
  priorityMix: z.array(
    z.object({ severity: severitySchema, count: z.number().int(), share: z.number().nullable(), goal: z.number() })
  ),
  /** Raises in each 10-min or 1-h bin: `[startMs, count]`, empty bins left out. */
  timeline: z.array(z.tuple([z.number(), z.number().int()])),
  binMinutes: z.number().int(),
  floods: z.array(z.object({ from: timeSchema, to: timeSchema, raises: z.number().int() })),
  shifts: z.array(z.object({ shift: z.string(), raises: z.number().int(), ratePer10min: z.number().nullable() })),
  badActors: z.array(badActorSchema)
})
export type AlarmHealth = z.infer<typeof alarmHealthSchema>
