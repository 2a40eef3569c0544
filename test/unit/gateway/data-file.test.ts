import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readDataFile } from '../../../gateway/data-file.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function read(text: string) {
  const file = join(folder, 'it.yaml')
  writeFileSync(file, text)
  return readDataFile(pathToFileURL(file))
}

describe('a data file', () => {
  it.each([
    ['YAML', '- id: a\n  above: 5 # why\n'],
    ['YAML that begins as JSON does', '[{ id: a, above: 5 }]'],
    ['JSON, as it is built', '[{"id":"a","above":5}]']
  ])('of %s is read', (_, text) => {
    expect(read(text)).toEqual({ ok: true, value: [{ id: 'a', above: 5 }] })
  })

  it('that is neither tells why', () => {
    expect(read('{"id": ')).toMatchObject({ ok: false, faults: [expect.stringContaining('line 1')] })
  })

  it('says the same when it is built, whichever it is', () => {
    for (const shipped of ['gateway/catalogue', 'server/rules/defaults']) {
      for (const name of readdirSync(shipped)) {
        const source = readDataFile(pathToFileURL(join(shipped, name)))
        expect(read(JSON.stringify(parse(readFileSync(join(shipped, name), 'utf8'))))).toEqual(source)
      }
    }
  })
})
