import type { FormInstance } from 'antd'
import { useEffect } from 'react'
import { ApiError } from '../../lib/api-client.ts'

/** What the service found wrong is shown at the field it names. */
export function useFieldErrors<Values>(form: FormInstance<Values>, error: unknown): void {
  useEffect(() => {
    if (!(error instanceof ApiError)) return
    const known = error.fields.filter(({ field }) => form.getFieldInstance(field as never) !== undefined)
    form.setFields(known.map(({ field, message }) => ({ name: field as never, errors: [message] })))
  }, [form, error])
}
