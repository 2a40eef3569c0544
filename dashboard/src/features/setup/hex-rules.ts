import { useTranslation } from 'react-i18next'

/** Needed, and so many hex digits; separators as devices print them do not count. */
export function useHexRules(digits: number) {
  const { t } = useTranslation()
  const pattern = new RegExp(`^[0-9A-Fa-f]{${digits}}$`)
  const isHex = async (_: unknown, text = '') => {
    if (text !== '' && !pattern.test(hexOf(text))) throw new Error(t('tagKey.hex', { count: digits }))
  }
  return [{ required: true, message: t('form.required') }, { validator: isHex }]
}

/** "04:a1:b2" → "04A1B2". */
export function hexOf(text: string): string {
  return text.replace(/[\s:-]/g, '').toUpperCase()
}
