import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

/** A file that only we read; left alone when it says so already. */
export function writeSecret(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  writeFileSync(path, text, { mode: 0o600 })
  // The mode of writeFileSync holds for new files only.
  chmodSync(path, 0o600)
}
