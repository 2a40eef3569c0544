/** Telling people: the outbox, its sender, and all that is set up around them, over one database. */
import type { Database } from '../database/database.ts'
import type { SecretBox } from '../secret-box.ts'
import type { Desk } from '../tickets/desk.ts'
import { createAnnounce } from './announce.ts'
import { createChannels } from './channels.ts'
import { createDeliveries } from './deliveries.ts'
import { createRequester, type Requester } from './guarded-request.ts'
import { createLinkSteps } from './link-steps.ts'
import { createLinks } from './links.ts'
import { createPreferencesStore } from './preferences.ts'
import { createPushSubscriptions } from './push-subscriptions.ts'
import { createRemind } from './remind.ts'
import { createRunner, type RunnerOptions } from './runner.ts'
import { type Send, send as sendByKind } from './senders/senders.ts'
import { createTester } from './testing.ts'
import { createTellingWitness } from './witness.ts'

export type TellingOptions = Pick<RunnerOptions, 'holder' | 'ownUrl' | 'now'> & {
  database: Database
  box: SecretBox
  log?: RunnerOptions['log']
  /** In [0, 1); Math.random when left out. */
  random?: () => number
  /** What tests put in place of the real ones. */
  request?: Requester
  send?: Send
}

export type Telling = ReturnType<typeof createTelling>

export function createTelling(options: TellingOptions) {
  const { database, box, now, random = Math.random, request = createRequester(), send = sendByKind } = options
  const channels = createChannels({ database, box, now })
  const links = createLinks(box)
  const parts = { database, channels, links, send, request, now, random }
  const { holder, ownUrl, log } = options
  const runner = createRunner({ ...parts, holder, ownUrl, ...(log && { log }) })
  return {
    /** To be given to the daily jobs. */
    announce: createAnnounce({ now, written: runner.wake }),
    /** To be given to patrol. */
    remind: createRemind({ now, written: runner.wake }),
    /** To be given to the desk. */
    witness: createTellingWitness(runner.wake),
    runner,
    channels,
    preferences: createPreferencesStore(database),
    deliveries: createDeliveries(database),
    pushSubscriptions: createPushSubscriptions(database),
    test: createTester({ ...parts, ownUrl }),
    /** `desk`: the one that has the witness. */
    linkSteps: (desk: Pick<Desk, 'act'>) => createLinkSteps({ database, links, desk, now })
  }
}
