import type { FormInstance } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../lib/api-client.ts'
import { sayFault } from '../lib/say-fault.ts'

const sameNames: Readonly<Record<string, string>> = {}

/** What the service found wrong is shown at the field it names; `names` where the form calls it something else. */
export function useFieldErrors<Values>(form: FormInstance<Values>, error: unknown, names = sameNames): void {
  const { t } = useTranslation()
  const latestNames = useRef(names)
  useEffect(() => {
    if (!(error instanceof ApiError)) return
    form.setFields(
      error.fields.map(({ field, message }) => ({
        name: (latestNames.current[fieldOf(field)] ?? fieldOf(field)) as never,
        errors: [sayFault(message, t)]
      }))
    )
  }, [form, error, t])
}

/** A fault inside a list or a mapping (`equipment.1`) is shown at the list. */
function fieldOf(path: string): string {
  return path.split('.')[0] ?? path
}
