/** Patrol with all it is joined to: the desk's transactions, the screens, the path of what the field sends. */
import type { Logger } from 'pino'
import { readPatrolDuty } from '../dispatch/patrol-duty.ts'
import type { Publisher } from '../live/publisher.ts'
import { createFieldScans } from '../patrol/field-scans.ts'
import { createPatrol, type Patrol } from '../patrol/patrol.ts'
import { toRoundItem, toScanItem } from '../patrol/present-patrol.ts'
import { tagKeyUse } from '../patrol/tag-keys.ts'
import type { FieldPatrol } from '../pipeline.ts'
import type { Remind } from '../telling/remind.ts'
import type { Desk, Settlement } from '../tickets/desk.ts'
import { createDueRunner, type DueRunner } from './due-runner.ts'
import { createSensorReader, type SensorReaderOptions } from './sensor-reader.ts'
import type { Stores } from './stores.ts'

export type PatrollingOptions = {
  stores: Pick<Stores, 'database' | 'register' | 'box'>
  desk: Pick<Desk, 'along'>
  live: Pick<Publisher, 'patrol'>
  readings: SensorReaderOptions['readings']
  log: Pick<Logger, 'error'>
  /** Tells a guard that nothing was heard of him. */
  remind: Remind
  settled: (settlement: Settlement) => void
  now: () => number
}

export function createPatrolling({ stores, desk, live, readings, remind, settled, now, log }: PatrollingOptions): {
  patrol: Patrol
  field: FieldPatrol
  /** Plans and judges rounds when that is due. */
  rounds: DueRunner
} {
  const { database, register } = stores
  const patrol = createPatrol({
    database,
    desk,
    seal: stores.box.sealFor(tagKeyUse),
    now,
    zone: () => register.site.timezone,
    readSensor: createSensorReader({
      readings,
      specOf: (equipment, metric) => register.get(equipment)?.metrics[metric],
      failed: (err) => log.error({ err }, 'A typed value could not be compared with its sensor.')
    }),
    positions: { duty: (db, span) => readPatrolDuty(db, span, register.site.timezone), remind },
    told({ scans, roundOf, rounds, settlement }) {
      settled(settlement)
      live.patrol({
        scans: scans.map((scan) => toScanItem(scan, roundOf.get(scan.id))),
        rounds: rounds.map(({ round, scans: walked }) => toRoundItem(round, walked, now()))
      })
    }
  })
  const rounds = createDueRunner({
    due: patrol.due,
    run: patrol.tick,
    now,
    failed: (err) => log.error({ err }, 'Rounds could not be planned or judged yet.')
  })
  return { patrol, field: createFieldScans({ database, patrol, site: () => register.site.id, now }), rounds }
}
