/** What the service keeps and whom it knows: opened first, closed last. */
import { join } from 'node:path'
import type { Logger } from 'pino'
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { createAttachmentFiles } from '../attachments/attachment-files.ts'
import { refuseHalfRestored } from '../backup/restore-backup.ts'
import { attachmentsFolder } from '../backup/take-backup.ts'
import { createCalendarEditor } from '../clocks/calendar-editor.ts'
import { createPolicyEditor } from '../clocks/policy-editor.ts'
import { createTermsReader } from '../clocks/terms-reader.ts'
import type { Config } from '../config.ts'
import { openDatabase } from '../database/database.ts'
import { createPhotoStore } from '../patrol/photo-store.ts'
import { sealPlainKeys, tagKeyUse } from '../patrol/tag-keys.ts'
import { createPeople } from '../people/people.ts'
import { createReportThread } from '../reports/report-thread.ts'
import { createRuleFaults } from '../rules/rule-faults.ts'
import { createRuleStore } from '../rules/rule-store.ts'
import { openSecretBox } from '../secret-box.ts'
import { setUpSite } from '../set-up-site.ts'
import { createRegister } from '../site/register.ts'
import { createDiskWatch } from '../store/disk-watch.ts'
import { openDuckdbJournal } from '../store/duckdb-journal.ts'
import { readJournalName } from '../store/journal-name.ts'
import { createAttachmentStore } from '../tickets/attachment-store.ts'
import { joinJournal } from '../tickets/checkpoint.ts'
import { makeFolder } from './start-faults.ts'

export type StoresOptions = {
  config: Config
  now: () => number
  log: Logger
  /** Gets a way to close each part, the moment it is open. */
  stops: (() => unknown)[]
}

export type Stores = Awaited<ReturnType<typeof openStores>>

/** @throws SetupError of one line: folder in use, database that does not answer, wrong site file. */
export async function openStores({ config, now, log, stops }: StoresOptions) {
  makeFolder(config.dataDir)
  refuseHalfRestored(config.dataDir)
  const disk = createDiskWatch({ folder: config.dataDir, now: () => performance.now() })
  // The journal first: its file lock is the lock of the whole data folder.
  const journal = await openDuckdbJournal(join(config.dataDir, 'journal.duckdb'), { takesCommits: disk.takesCommits })
  stops.push(() => journal.stop())
  const databaseLocation = config.databaseUrl ?? join(config.dataDir, 'wuxun.sqlite')
  const database = await openDatabase(databaseLocation, {
    log: (detail, message) => log.warn(detail, message)
  })
  stops.push(() => database.destroy())
  const journalName = readJournalName(config.dataDir)
  await joinJournal(database, { journal: journalName, end: (await journal.append([])).seq })

  const ofTickets = createAttachmentStore(database)
  const ofScans = createPhotoStore(database)
  const isAttached = async (hash: string) => (await ofTickets.isAttached(hash)) || (await ofScans.find([hash])).length > 0
  const attachmentFiles = createAttachmentFiles({ folder: join(config.dataDir, attachmentsFolder), isAttached })
  await attachmentFiles.start()

  const catalogue = loadCatalogue()
  const ruleFaults = createRuleFaults()
  const rules = createRuleStore({
    database,
    catalogue,
    now,
    faults: ruleFaults,
    onFault: (rule, errors) => log.error({ rule, errors }, 'A rule cannot be judged and is left out.')
  })
  const box = openSecretBox(config.dataDir)
  await sealPlainKeys(database, box.sealFor(tagKeyUse))
  await setUpSite({ database, catalogue, rules, siteFile: config.siteFile, dataDir: config.dataDir })
  const register = createRegister({ database, catalogue, now })
  await register.load()
  const policies = createPolicyEditor({ database, now })
  await policies.start()
  const people = createPeople({ database, now })
  const { generated: generatedPassword } = await people.ensureAdmin(config.adminPassword)
  const reports = createReportThread({ location: databaseLocation })
  return {
    disk,
    box,
    journal,
    journalName,
    database,
    attachmentFiles,
    reports,
    catalogue,
    rules,
    ruleFaults,
    register,
    policies,
    calendar: createCalendarEditor({ database }),
    readTerms: createTermsReader({ timezone: () => register.site.timezone }),
    people,
    generatedPassword
  }
}
