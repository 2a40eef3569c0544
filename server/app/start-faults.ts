/** What the machine refuses at start, as one line that names the setting. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { SetupError } from '../errors.ts'

export function makeFolder(folder: string): void {
  try {
    // Creating only what is missing: under /proc and the like Node 20 retries a recursive mkdir for ever.
    mkdirSync(folder, { recursive: !existsSync(dirname(folder)), mode: 0o750 })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw new SetupError(`DATA_DIR: ${folder} cannot be created: ${code}`, { cause })
  }
}

/** Runs what listens on `port`, which `setting` names. */
export async function listen<Result>(setting: string, port: number, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL') {
      throw new SetupError(`${setting.replace('_PORT', '_HOST')}: expected an address of this machine (${code})`, { cause })
    }
    const reason = code === 'EADDRINUSE' ? `port ${port} is in use` : `cannot listen on port ${port}: ${code}`
    throw new SetupError(`${setting}: ${reason}`, { cause })
  }
}
