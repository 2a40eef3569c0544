import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../lib/api-client.ts'
import { sayFault } from '../lib/say-fault.ts'
import { sayRefusal } from '../lib/say-refusal.ts'

/** A failure in the reader's words; what the service said is kept as the detail. */
export function useErrorText(error: unknown): { title: string; detail: string; offline: boolean } {
  const { t, i18n } = useTranslation()
  if (!(error instanceof ApiError)) {
    return { title: t('error.unexpected'), detail: error instanceof Error ? error.message : '', offline: false }
  }
  if (error.status === 0) return { title: t('error.noAnswer'), detail: t('error.noAnswerHint'), offline: true }
  const detail = error.message === error.title ? '' : error.message
  if (error.status === 400) return { title: t('error.invalid'), detail: sayFields(error, t) || detail, offline: false }
  const refusal = sayRefusal(detail, t, i18n.language)
  if (error.status === 409) return { title: t('error.conflict'), detail: refusal, offline: false }
  if (error.status === 403) return { title: t('error.forbidden'), detail: refusal, offline: false }
  if (error.status === 404) return { title: t('error.notFound'), detail, offline: false }
  if (error.status === 501) return { title: t('error.notYet'), detail, offline: false }
  if (error.status >= 500) return { title: t('error.service'), detail, offline: false }
  return { title: error.title, detail, offline: false }
}

/** Each field the service names, and what is wrong with it; empty when it names none. */
function sayFields({ fields }: ApiError, t: TFunction): string {
  return fields.map(({ field, message }) => `${field}: ${sayFault(message, t)}`).join('; ')
}
