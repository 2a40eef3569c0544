/** Light or dark, Chinese or English: remembered per browser, the system decides the theme until somebody does. */
import { useSyncExternalStore } from 'react'
import type { Language } from './language.ts'
import { createStoredValue } from './stored-value.ts'

export type Theme = 'light' | 'dark'
type Preferences = { theme: Theme; language: Language }

const storedTheme = createStoredValue('theme')
const storedLanguage = createStoredValue('language')
const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function read(): Preferences {
  const theme = storedTheme.get()
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : systemDark.matches ? 'dark' : 'light',
    language: storedLanguage.get() === 'en' ? 'en' : 'zh'
  }
}

let current = read()
paint()

/** Before anything is rendered, so that no light page flashes up in a dark room. */
function paint(): void {
  document.documentElement.dataset['theme'] = current.theme
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', current.theme === 'dark' ? '#151c21' : '#ffffff')
}

function changed(): void {
  current = read()
  paint()
  for (const listener of listeners) listener()
}

systemDark.addEventListener('change', changed)

export function setTheme(theme: Theme): void {
  storedTheme.set(theme)
  changed()
}

export function setLanguage(language: Language): void {
  storedLanguage.set(language)
  changed()
}

export function currentPreferences(): Preferences {
  return current
}

export function onPreferencesChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferencesChange, currentPreferences)
}
