import { type SetupSection, useWriteEntry } from '../../lib/api/setup.ts'
import { useSaved } from './entry-form.tsx'

type Options = {
  /** Of what is edited; undefined for a new one. */
  id: string | undefined
  onClose: () => void
}

/** Saves what a form holds. An emptied field is left out of a new entry and taken away (null) from one that is there. */
export function useSaveEntry<Values extends { id: string }>(section: SetupSection, { id, onClose }: Options) {
  const write = useWriteEntry(section)
  const saved = useSaved()
  return {
    ...write,
    mutate({ id: chosen, ...values }: Values): void {
      const rest = withoutEmpty(values, id === undefined ? undefined : null)
      const onSuccess = () => {
        onClose()
        saved()
      }
      write.mutate({ id, body: id === undefined ? { id: chosen, ...rest } : rest }, { onSuccess })
    }
  }
}

/** `instead` stands for what is empty: undefined is left out of JSON, null says that it goes. */
export function withoutEmpty(values: object, instead: null | undefined): Record<string, unknown> {
  const entries = Object.entries(values).map(([field, value]) => [field, value === '' || value == null ? instead : value])
  return Object.fromEntries(entries)
}
