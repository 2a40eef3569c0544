/** How well the alarms serve those who watch them: counts transitions into the figures of domain.md §10. Pure. */
import type { AlarmHealth } from '../contract/alarm-health.ts'
import { type AlarmRaise, type AlarmTransition, actorKey, isRaise } from './alarm-transition.ts'
import { badActors, createActors, topTenRaises } from './bad-actors.ts'
import { createChatterWatch } from './chatter.ts'
import { binMs, createFloodCount } from './floods.ts'
import { createRaiseCount, rateOf } from './raise-count.ts'
import { attentionOf, daysOf, type Shift, spansOf } from './shifts.ts'
import { cut, includes, lengthOf, type Span } from './spans.ts'
import { createStaleDays } from './stale-days.ts'
import { createStandingAlarms } from './standing-alarms.ts'
import { figure, ratio } from './yardsticks.ts'

export type HealthScope = {
  /** `[from, to)` in ms; what is after `now` is not counted as time. */
  from: number
  to: number
  now: number
  /** When the first transition on record was: before its hour there is no data. Left out: always. */
  since?: number
  /** IANA zone of the site. */
  timezone: string
  shifts: readonly Shift[]
  /** Window of the one shift that is asked for. */
  shift?: string
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Above it the timeline has a point an hour. */
const fineTimelineMs = 14 * dayMs

export type HealthTally = ReturnType<typeof createHealthTally>

/**
 * Takes transitions in order of `at`: those before `from` that tell how things stood then (a day of them, and all of
 * what stood before that), those of `[from, to)`, and those to the end of the last 10-minute bin, which decide about it.
 */
export function createHealthTally(scope: HealthScope) {
  const { now, timezone } = scope
  const end = Math.min(scope.to, now)
  const since = scope.since ?? scope.from
  const known: Span = { from: Math.max(scope.from, since - (since % hourMs)), to: end }
  const whole = known.from < known.to ? [known] : []
  const shifts = scope.shifts.map((shift) => ({ ...shift, spans: whole.flatMap((span) => spansOf(shift, span, timezone)) }))
  const spans = scope.shift === undefined ? whole : (shifts.find(({ window }) => window === scope.shift)?.spans ?? [])
  const binWidth = scope.to - scope.from > fineTimelineMs ? 6 * binMs : binMs

  const actors = createActors()
  const raises = createRaiseCount({ spans, shifts, binWidth })
  const floods = createFloodCount()
  const chatter = createChatterWatch()
  const staleDays = createStaleDays(whole.flatMap((span) => daysOf(span, timezone)))
  const ended = { all: 0, fleeting: 0 }
  const acknowledged = { count: 0, waited: 0 }
  let chattering = 0

  const standing = createStandingAlarms({
    active(key, from, to) {
      const actor = actors.get(key)
      if (actor) actor.activeMs += lengthOf(cut(spans, from, to))
    },
    stale(key, alarm, from, to) {
      const actor = actors.get(key)
      for (const part of cut(spans, from, to)) {
        staleDays.add(alarm, part)
        if (actor) actor.stale = true
      }
    },
    ended(key, at, fleeting) {
      if (!includes(spans, at)) return
      const actor = actors.get(key)
      ended.all++
      if (fleeting) ended.fleeting++
      if (fleeting && actor) actor.fleeting++
    },
    acknowledged(at, waited) {
      if (!includes(spans, at)) return
      acknowledged.count++
      acknowledged.waited += waited
    }
  })

  function addRaise(raise: AlarmRaise): void {
    const actor = actors.of(raise)
    const begins = chatter.begins(actorKey(raise), raise.raisedAt)
    if (!raises.add(raise)) return
    actor.raises++
    if (!begins) return
    actor.chattering++
    chattering++
  }

  function figures(): AlarmHealth['figures'] {
    const length = lengthOf(spans)
    const attention = attentionOf(spans, shifts)
    const flood = floods.within(spans, now)
    const raising = actors.all().filter((actor) => actor.raises > 0)
    const topTen = topTenRaises(raising)
    /** How often something happened means nothing where there was no time for it. */
    const inTime = (value: number) => (length > 0 ? value : null)
    const annunciated = raises.annunciated()
    return {
      ratePer10min: figure('ratePer10min', rateOf(annunciated, attention), annunciated, attention / binMs),
      flood: figure('flood', ratio(flood.floodMs, length), flood.floodMs / minuteMs, length / minuteMs),
      busyBins: figure('busyBins', ratio(flood.busyBins, flood.bins), flood.busyBins, flood.bins),
      chattering: figure('chattering', inTime(chattering), raising.filter((one) => one.chattering > 0).length, raising.length),
      fleeting: figure('fleeting', inTime(ended.fleeting), ended.fleeting, ended.all),
      stale: figure(
        'stale',
        inTime(staleDays.worst()),
        actors.all().filter((one) => one.stale).length,
        actors.all().filter((one) => one.activeMs > 0).length
      ),
      topTen: figure('topTen', ratio(topTen, raises.raises()), topTen, raises.raises()),
      mtta: figure('mtta', ratio(acknowledged.waited / 1000, acknowledged.count), acknowledged.count, annunciated)
    }
  }

  return {
    add(step: AlarmTransition): void {
      if (isLoad(step)) floods.add(step.at)
      if (step.at >= end) return
      if (isRaise(step) && !step.late) addRaise(step)
      standing.add(step)
    },

    /** Once, after the last transition. */
    result(): AlarmHealth {
      standing.finish(end)
      return {
        from: toIso(scope.from),
        to: toIso(scope.to),
        shift: scope.shift ?? null,
        raises: raises.raises(),
        annunciated: raises.annunciated(),
        figures: figures(),
        priorityMix: raises.priorityMix(),
        timeline: raises.timeline(),
        binMinutes: binWidth / minuteMs,
        floods: floods.within(spans, now).floods.map(({ from, to, raises }) => ({ from: toIso(from), to: toIso(to), raises })),
        shifts: raises.shifts(),
        badActors: badActors(actors.all(), raises.raises(), lengthOf(spans) / dayMs)
      }
    }
  }
}

/** What calls people, and what only the flood itself silences: else a flood would end itself. */
function isLoad(step: AlarmTransition): boolean {
  if (step.type === 'suppressed') return step.by === 'flood'
  return isRaise(step) && !step.late && step.state === 'unacknowledged'
}

function toIso(at: number): string {
  return new Date(at).toISOString()
}
