/** The path of a reading with all that judges on it: engine, late readings, pipeline. */
import type { Logger } from 'pino'
import { readEpisodes } from '../alarms/episode-record.ts'
import { createCorrector } from '../late/corrector.ts'
import { createPipeline, type Pipeline, type PipelineOptions } from '../pipeline.ts'
import { readCheckpoint } from '../tickets/checkpoint.ts'
import { createEngineMaker } from './engine-maker.ts'
import type { Stores } from './stores.ts'

export type JudgingOptions = Pick<
  PipelineOptions,
  'desk' | 'patrol' | 'board' | 'publisher' | 'statusChanged' | 'now' | 'onCommit' | 'onFailure' | 'onRecover'
> & {
  stores: Stores
  log: Logger
}

/** Built, not started: nothing is restored yet. */
export function createJudging({ stores, log, ...path }: JudgingOptions): Pipeline {
  const { journal, journalName, database } = stores
  const engines = createEngineMaker({ ...stores, log })
  const corrector = createCorrector({
    history: journal,
    rulesOf: engines.rulesOf,
    createEngine: engines.ofRules,
    onChange: engines.onChange,
    readEpisodes: (equipment, since) => readEpisodes(database, equipment, since),
    failed: (equipment, err) => log.error({ equipment, err }, 'Late readings could not be worked into the alarm history yet.')
  })
  return createPipeline({
    ...path,
    journal,
    corrector,
    createEngine: (startedAt) => engines.inForce(startedAt, corrector.note),
    readCheckpoint: () => readCheckpoint(database, journalName)
  })
}
