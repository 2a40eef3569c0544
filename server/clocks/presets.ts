/** The policies that ship with the program, as data files with the clause of each figure. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Policy, type PolicyChoice, policySchema } from '../contract/sla.ts'
import { SetupError } from '../errors.ts'
import { policyFaults } from './policy.ts'

export const presetNames = ['standard', 'relaxed', 'inspection', 'complaints'] as const

/** Who is served by what, until somebody says otherwise. */
export const defaultChoice = {
  fault: 'standard',
  repair: 'standard',
  complaint: 'complaints',
  hazard: 'inspection',
  qa: 'inspection',
  liaison: 'standard',
  review: 'standard',
  check: 'standard'
} as const satisfies PolicyChoice

/** @throws SetupError that names a file which does not fit */
export function loadPresets(folder = new URL('./presets/', import.meta.url)): Policy[] {
  return presetNames.map((name) => {
    const read = policySchema.safeParse(parse(readFileSync(new URL(`${name}.yaml`, folder), 'utf8')))
    if (!read.success) throw new SetupError(`service times ${name}.yaml: ${z.prettifyError(read.error)}`)
    const [fault] = policyFaults(read.data)
    if (fault) throw new SetupError(`service times ${name}.yaml: ${fault.field}: ${fault.message}`)
    if (read.data.id !== name) throw new SetupError(`service times ${name}.yaml: id: expected the file's name`)
    return read.data
  })
}
