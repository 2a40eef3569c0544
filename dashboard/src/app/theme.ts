/** Ant Design in the colours of `base.css`, so that its parts and ours are one surface. */
import { type ThemeConfig, theme } from 'antd'
import type { Theme } from '../lib/preferences.ts'

const shared = {
  borderRadius: 5,
  fontFamily: 'var(--font)',
  fontSize: 14,
  wireframe: false,
  // Dialogs that fly in are nothing for those who asked their system for calm.
  motion: !matchMedia('(prefers-reduced-motion: reduce)').matches
} as const

export const themes: Record<Theme, ThemeConfig> = {
  light: {
    algorithm: theme.defaultAlgorithm,
    token: {
      ...shared,
      colorPrimary: '#0d7685',
      colorInfo: '#0d7685',
      colorError: '#c92a25',
      colorWarning: '#c98a12',
      colorSuccess: '#1f7a56',
      colorText: '#17222b',
      colorTextSecondary: '#4c5d69',
      colorBgLayout: '#edf1f3',
      colorBgContainer: '#ffffff',
      colorBorder: '#c8d3d9',
      colorBorderSecondary: '#d5dee3',
      colorTextPlaceholder: '#66757f'
    }
  },
  dark: {
    algorithm: theme.darkAlgorithm,
    token: {
      ...shared,
      colorPrimary: '#2b98a8',
      colorInfo: '#3fb3c4',
      colorError: '#f0524c',
      colorWarning: '#dfa02f',
      colorSuccess: '#4da77e',
      colorText: '#dde5ea',
      colorTextSecondary: '#9fadb7',
      colorBgLayout: '#0e1317',
      colorBgContainer: '#151c21',
      colorBgElevated: '#1b242a',
      colorBorder: '#33414a',
      colorBorderSecondary: '#29353d',
      colorTextPlaceholder: '#82919c'
    }
  }
}
