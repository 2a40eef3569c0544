import { MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { setLanguage, setTheme, usePreferences } from '../lib/preferences.ts'

/** Names the language it switches to, in that language: whoever needs it can read it. */
export function LanguageSwitch() {
  const { language } = usePreferences()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <Button
      type="text"
      className="preference-switch"
      data-testid="language-switch"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => setLanguage(other)}
    >
      {other === 'zh' ? '中文' : 'EN'}
    </Button>
  )
}

export function ThemeSwitch() {
  const { t } = useTranslation()
  const { theme } = usePreferences()
  const label = theme === 'dark' ? t('theme.toLight') : t('theme.toDark')
  return (
    <Button
      type="text"
      className="preference-switch"
      data-testid="theme-switch"
      aria-label={label}
      title={label}
      icon={theme === 'dark' ? <SunOutlined /> : <MoonOutlined />}
      onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
    />
  )
}
