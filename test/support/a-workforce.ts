/** People at work: two engineers on the day shift, one on the night shift, as the site file would set them up. */
import type { CertificateInput, ContractorInput, StaffInput } from '../../server/contract/workforce.ts'
import type { Database } from '../../server/database/database.ts'
import { saveCertificate } from '../../server/dispatch/certificate-store.ts'
import { saveStaff } from '../../server/dispatch/staff-store.ts'
import { writeEntry } from '../../server/site/write-entry.ts'

export const siteZone = 'Asia/Shanghai'

type Parts = {
  users?: readonly { id: string; role: string }[]
  staff?: readonly (Partial<StaffInput> & { user: string })[]
  contractors?: readonly ContractorInput[]
  certificates?: readonly CertificateInput[]
}

/** `an` (water) and `bo` (power) by day, `cai` by night; what is given stands beside them. */
export async function setUpWorkforce(database: Database, parts: Parts = {}): Promise<void> {
  const users = [
    { id: 'an', role: 'engineer' },
    { id: 'bo', role: 'engineer' },
    { id: 'cai', role: 'engineer' },
    ...(parts.users ?? [])
  ]
  for (const { id, role } of users) {
    await database
      .insertInto('users')
      .values({ id, name: `${id}工`, role, password: 'x', enabled: 1 })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }
  for (const id of ['day', 'night']) {
    await writeEntry(database, 'teams', { entry: { id, name: id }, enabled: true })
  }
  await writeEntry(database, 'shifts', {
    entry: { id: 'day', name: '白班', starts: '08:00', ends: '20:00', team: 'day', patrol: false },
    enabled: true
  })
  await writeEntry(database, 'shifts', {
    entry: { id: 'night', name: '夜班', starts: '20:00', ends: '08:00', team: 'night', patrol: false },
    enabled: true
  })
  for (const entry of parts.contractors ?? []) await writeEntry(database, 'contractors', { entry, enabled: true })
  const staff: (Partial<StaffInput> & { user: string })[] = [
    { user: 'an', team: 'day', skills: ['water'], phone: '13800000001' },
    { user: 'bo', team: 'day', skills: ['power'], phone: '13800000002' },
    { user: 'cai', team: 'night', phone: '13800000003' },
    ...(parts.staff ?? [])
  ]
  for (const entry of staff) await saveStaff(database, { skills: [], ...entry })
  for (const entry of parts.certificates ?? []) await saveCertificate(database, entry, siteZone)
}
