/** `DATA_DIR/wuxun.pid`: the process to signal. Written once the service runs, gone when it stopped. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function writePidFile(dataDir: string): { remove(): void } {
  const file = join(dataDir, 'wuxun.pid')
  writeFileSync(file, `${process.pid}\n`)
  return { remove: () => rmSync(file, { force: true }) }
}
