/** The messages of a load: the site's equipment in turn, each with its own metrics and times of its own. */
import { formatTopic } from '../gateway/topics.ts'
import type { Values } from './models/model.ts'
import type { Plant } from './plant.ts'
import type { Sample } from './telemetry.ts'

export type LoadMessage = { equipment: string; topic: string; payload: Sample }

export type LoadSource = {
  /**
   * The next message at `t` (ms) of equipment that `hasRoom` lets speak; undefined when none may, or all
   * have spoken in this millisecond: no two samples of one equipment share a time, none lies ahead.
   */
  next(t: number, hasRoom: (equipment: string) => boolean): LoadMessage | undefined
}

/** A controller's telegram carries a handful of values; all metrics have their turn. */
const valuesPerMessage = 5
/** A sample is at most this much older than the moment it is sent, ms. */
const catchUpMs = 100

type Speaker = { id: string; topic: string; values(): Values; spokenAt: number; turn: number }

/** `site`: its id, for the topics. */
export function createLoadSource({ site, plant }: { site: string; plant: Plant }): LoadSource {
  const start = plant.t
  const speakers: Speaker[] = plant.equipment.map(({ id, values }) => ({
    id,
    topic: formatTopic({ type: 'telemetry', site, id }),
    values,
    spokenAt: start - 1,
    turn: 0
  }))
  let position = 0

  function speak(speaker: Speaker, t: number): LoadMessage {
    // Times follow each other closely where several messages are made in one go, and never leave `t` behind.
    speaker.spokenAt = Math.max(speaker.spokenAt + 1, t - catchUpMs)
    const all = Object.entries(speaker.values())
    // Some values are left out now and then, so the turn may lie behind the end.
    const from = speaker.turn < all.length ? speaker.turn : 0
    const values: Values = Object.fromEntries(all.slice(from, from + valuesPerMessage))
    speaker.turn = from + valuesPerMessage
    return { equipment: speaker.id, topic: speaker.topic, payload: { ts: speaker.spokenAt, values } }
  }

  return {
    next(t, hasRoom) {
      for (let tried = 0; tried < speakers.length; tried++) {
        const speaker = speakers[position]
        position = (position + 1) % speakers.length
        if (speaker && speaker.spokenAt < t && hasRoom(speaker.id)) return speak(speaker, t)
      }
      return undefined
    }
  }
}
