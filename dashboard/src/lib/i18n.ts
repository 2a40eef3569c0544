/** i18next with both languages built in: nothing to load, no flash of keys. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './locale/en.ts'
import { zh } from './locale/zh.ts'
import { currentPreferences, onPreferencesChange } from './preferences.ts'

export const i18n = i18next.createInstance()

/** Resolves at once, as nothing is fetched; call before the first render. */
export async function startI18n(): Promise<void> {
  await i18n.use(initReactI18next).init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: currentPreferences().language,
    fallbackLng: 'zh',
    interpolation: { escapeValue: false },
    initAsync: false
  })
  applyLanguage()
  onPreferencesChange(applyLanguage)
}

function applyLanguage(): void {
  const { language } = currentPreferences()
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  if (i18n.language !== language) void i18n.changeLanguage(language)
}
