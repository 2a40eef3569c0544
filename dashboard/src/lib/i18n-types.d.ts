import 'i18next'
import type { Words } from './locale/zh.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Words }
  }
}
