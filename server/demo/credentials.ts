/** The sample site with passwords of its own: `site.yaml` and `credentials.json` in the data folder. */
import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml'
import { writeSecret } from './write-secret.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type SampleUser = { id: string; name: string; role: string; password: string }
export type SampleSite = {
  siteFile: string
  /** `admin` first; the others as in the site file. */
  users: SampleUser[]
  /** Admin's password of the run before, when another one is fixed now. */
  formerAdminPassword?: string
}

/** What the shipped sample has in place of every password. */
const placeholder = 'replace-me'

/**
 * Makes the two files at the first start and keeps them afterwards. A password fixed in the
 * environment (`WANG_PASSWORD` for user wang) wins over the one that was generated.
 */
export function prepareSampleSite(options: { template: string; dataDir: string; env: Environment }): SampleSite {
  const { dataDir, env } = options
  mkdirSync(dataDir, { recursive: true })
  const siteFile = join(dataDir, 'site.yaml')
  const credentialsFile = join(dataDir, 'credentials.json')
  const site = parseDocument(readFileSync(existsSync(siteFile) ? siteFile : options.template, 'utf8'))
  const entries = (list: string): YAMLMap[] => {
    const node = site.get(list)
    return isSeq(node) ? node.items.filter(isMap) : []
  }
  for (const machine of [...entries('devices'), ...entries('readers')]) {
    if (machine.get('password') === placeholder) machine.set('password', randomBytes(16).toString('hex'))
  }
  const users = entries('users').map((user) => {
    const id = String(user.get('id'))
    const present = String(user.get('password'))
    const password = fixedPassword(id, env) ?? (present === placeholder ? generatePassword() : present)
    if (password !== present) user.set('password', password)
    return { id, name: String(user.get('name')), role: String(user.get('role')), password }
  })
  const former = existsSync(credentialsFile) ? formerAdmin(readFileSync(credentialsFile, 'utf8')) : undefined
  const admin = fixedPassword('admin', env) ?? former ?? generatePassword()

  writeSecret(siteFile, site.toString({ lineWidth: 0 }))
  writeSecret(
    credentialsFile,
    `${JSON.stringify(Object.fromEntries([['admin', admin], ...users.map((user) => [user.id, user.password])]), null, 2)}\n`
  )
  return {
    siteFile,
    users: [{ id: 'admin', name: '管理员', role: 'admin', password: admin }, ...users],
    ...(former !== undefined && former !== admin && { formerAdminPassword: former })
  }
}

function fixedPassword(id: string, env: Environment): string | undefined {
  return env[`${id.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_PASSWORD`] || undefined
}

/** Twelve characters that cannot be mistaken for one another: 59 bits. */
function generatePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  return Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')
}

function formerAdmin(json: string): string | undefined {
  const kept: unknown = JSON.parse(json)
  return typeof kept === 'object' && kept !== null && 'admin' in kept && typeof kept.admin === 'string' ? kept.admin : undefined
}
