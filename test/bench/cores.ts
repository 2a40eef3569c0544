/** Which core each side gets: the server one, the load and everything else another. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type Cores = {
  /** undefined: not pinned, and why. */
  pinned: { server: number; load: number } | undefined
  note: string
  /** The command line that runs `command` on the server's core. */
  onServerCore(command: string[]): string[]
}

/** Moves this process to the load's core; what it starts stays there unless told otherwise. */
export function takeCores(): Cores {
  const [server, load] = allowedCores()
  const unpinned = (note: string): Cores => ({ pinned: undefined, note, onServerCore: (command) => command })
  if (server === undefined || load === undefined) return unpinned('not pinned: fewer than two cores')
  try {
    execFileSync('taskset', ['-a', '-cp', String(load), String(process.pid)], { stdio: 'ignore' })
  } catch {
    return unpinned('not pinned: no taskset')
  }
  return {
    pinned: { server, load },
    note: `server on core ${server}, load on core ${load}`,
    onServerCore: (command) => ['taskset', '-c', String(server), ...command]
  }
}

/** From a list such as `0-3,8`. */
function allowedCores(): number[] {
  if (process.platform !== 'linux') return []
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? ''
  return list.split(',').flatMap((span) => {
    const [first = 0, last = first] = span.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
