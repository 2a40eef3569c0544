import type { TFunction } from 'i18next'
import { createContext, type ReactNode, useContext } from 'react'
import { ApiError } from '../../lib/api-client.ts'
import { sayFault } from '../../lib/say-fault.ts'

/** What the service found wrong, by the field's path in the rule, such as `stages.0.below`. */
export type Faults = ReadonlyMap<string, string>

export const noFaults: Faults = new Map()
export const FaultsContext = createContext<Faults>(noFaults)

export function faultsOf(error: unknown, t: TFunction): Faults {
  if (!(error instanceof ApiError)) return noFaults
  return new Map(error.fields.map(({ field, message }) => [field.replace(/^rule\./, ''), sayFault(message, t)]))
}

/** A control with what is wrong with it beneath. A fault inside a value that has no control of its own is shown here too. */
export function Field({ path, children }: { path: string; children: ReactNode }) {
  const faults = useContext(FaultsContext)
  const fault = [...faults].find(([field]) => field === path || field.startsWith(`${path}.`))?.[1]
  return (
    <span className={fault === undefined ? 'field' : 'field field-faulty'} data-field={path}>
      {children}
      {fault !== undefined && (
        <span className="field-fault" role="alert">
          {fault}
        </span>
      )}
    </span>
  )
}
