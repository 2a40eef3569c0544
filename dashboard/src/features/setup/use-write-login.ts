import { useWriteEntry } from '../../lib/api/setup.ts'
import { useSaved } from './entry-form.tsx'

type LoginSection = 'devices' | 'readers'
type Made<Section extends LoginSection> = NonNullable<ReturnType<typeof useWriteEntry<Section>>['data']>

type Options<Section extends LoginSection> = {
  /** Of what is edited; undefined for a new one. */
  id: string | undefined
  onClose: () => void
  /** A new one, with the password that is shown this once. */
  onMade: (made: Made<Section>) => void
}

/** Saves an MQTT identity; `mutate` takes the form's values. */
export function useWriteLogin<Section extends LoginSection>(section: Section, { id, onClose, onMade }: Options<Section>) {
  const write = useWriteEntry(section)
  const saved = useSaved()
  return {
    ...write,
    mutate({ id: chosen, ...body }: { id: string }): void {
      write.mutate(
        { id, body: id === undefined ? { id: chosen, ...body } : body },
        {
          onSuccess(made) {
            onClose()
            saved()
            if (made.password !== undefined) onMade(made)
          }
        }
      )
    }
  }
}
