/**
 * How a program on the same machine asks the running service for something: a socket in the data folder, which only
 * those can open who may read the data anyway. One JSON line in, one JSON line out.
 */
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type ControlAnswer = { ok: true; text: string } | { ok: false; reason: string }

/** Systems take no longer path. */
const longestPath = 100

function controlPath(dataDir: string): string {
  return join(dataDir, 'wuxun.sock')
}

/** Rejects where there can be no socket; nobody can ask then. Else it returns how to stop listening. */
export async function listenForControl(
  dataDir: string,
  handle: (command: Record<string, unknown>) => Promise<string>
): Promise<() => Promise<void>> {
  const path = controlPath(dataDir)
  if (path.length > longestPath) throw new Error(`${path} is longer than ${longestPath} letters`)
  // The folder's lock is ours: a socket that lies there is left over.
  rmSync(path, { force: true })
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    const lines = createInterface({ input: socket }).on('error', () => socket.destroy())
    lines.once('line', (line) => {
      answer(line, handle).then(
        (text) => socket.end(`${JSON.stringify({ ok: true, text } satisfies ControlAnswer)}\n`),
        (error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error)
          socket.end(`${JSON.stringify({ ok: false, reason } satisfies ControlAnswer)}\n`)
        }
      )
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  chmodSync(path, 0o600)
  return () => new Promise((resolve) => server.close(() => resolve()))
}

async function answer(line: string, handle: (command: Record<string, unknown>) => Promise<string>): Promise<string> {
  return handle(JSON.parse(line) as Record<string, unknown>)
}

/** undefined: no service runs on this folder. */
export function askService(dataDir: string, command: Record<string, unknown>): Promise<ControlAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(controlPath(dataDir))
    let told = false
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined)
      else reject(error)
    }
    socket.on('error', fail)
    socket.on('connect', () => socket.write(`${JSON.stringify(command)}\n`))
    createInterface({ input: socket })
      // It passes its input's errors on.
      .on('error', fail)
      .on('line', (line) => {
        told = true
        resolve(JSON.parse(line) as ControlAnswer)
      })
      .on('close', () => {
        if (!told) reject(new Error('the service ended before it had answered'))
      })
  })
}
