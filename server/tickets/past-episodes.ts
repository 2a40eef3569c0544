/** Episodes that are not the newest of their cause: late ones, and those that late readings correct. */
import type { Alarm } from '../alarms/alarm.ts'
import { createAlarmHistory } from '../alarms/alarm-history.ts'
import { type Cause, createAlarmStore } from '../alarms/alarm-store.ts'
import type { Connection } from '../database/database.ts'
import type { AlarmChange, AlarmCorrected } from '../rules/changes.ts'
import type { Draft } from './draft.ts'

type Episode = { rule: { id: string }; equipment: string; episode: number }

/** Reads what the changes say of the past; nothing for changes that speak of the present, as nearly all do. */
export async function readPast(db: Connection, changes: readonly AlarmChange[], draft: Draft) {
  const known = new Map<string, Alarm>()
  for (const alarm of await createAlarmStore(db).holding(wanted(changes, draft))) known.set(alarm.id, alarm)
  const corrected = new Set<string>()
  if (changes.some((change) => change.type === 'corrected')) {
    for (const id of known.keys()) {
      for (const event of await createAlarmHistory(db).of(id)) {
        if (event.type === 'corrected') corrected.add(correctionKey(id, event.detail))
      }
    }
  }
  const isOf = (alarm: Alarm, { rule, equipment }: Episode) => alarm.rule === rule.id && alarm.equipment === equipment
  const of = (episode: Episode) => [...known.values()].filter((alarm) => isOf(alarm, episode))

  return {
    /** The alarm of exactly this episode. */
    exact: (episode: Episode) => of(episode).find((alarm) => alarm.episode === episode.episode),
    /** The alarm whose history holds the episode. */
    holding: (episode: Episode) =>
      of(episode)
        .filter((alarm) => alarm.episode >= episode.episode)
        .sort((one, other) => one.episode - other.episode)[0],
    /** Whether this correction was committed before: judged again after a crash it changes nothing. */
    isCorrected: (alarm: Alarm, { episode, was, now }: AlarmCorrected) =>
      corrected.has(correctionKey(alarm.id, { episode, was, now })),
    put: (alarm: Alarm) => void known.set(alarm.id, alarm)
  }
}

function wanted(changes: readonly AlarmChange[], draft: Draft): (Cause & { episode: number })[] {
  const raised = new Set(changes.flatMap((change) => (change.type === 'raised' ? [keyOf(change)] : [])))
  return changes.flatMap((change) => {
    const { rule, equipment, episode, type } = change
    const cause = { rule: rule.id, equipment }
    const own = { ...cause, episode }
    if (type === 'corrected') return change.now ? [own, { ...cause, episode: change.now.episode }] : [own]
    if (type === 'raised') return change.late ? [own] : []
    // A clear of neither the newest episode nor one that begins here may end a late one.
    const isPast = type === 'cleared' && draft.newest(cause)?.episode !== episode && !raised.has(keyOf(change))
    return isPast ? [own] : []
  })
}

function keyOf({ rule, equipment, episode }: Episode): string {
  return `${rule.id} ${equipment} ${episode}`
}

function correctionKey(alarm: string, { episode, was, now }: Record<string, unknown>): string {
  return JSON.stringify([alarm, episode, was, now])
}
