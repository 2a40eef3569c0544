import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { type ReactNode, useState } from 'react'
import { I18nextProvider } from 'react-i18next'
import { i18n } from '../lib/i18n.ts'
import { usePreferences } from '../lib/preferences.ts'
import { createQueryClient } from '../lib/query-client.ts'
import { themes } from './theme.ts'

const antLocales = { zh: zhCN, en: enUS } as const

/** At the bottom: what is urgent stands at the top of every list, and its buttons must stay within reach. */
const aboveEdge = 16

/** Language, theme and query cache around everything; the cache is handed to whoever needs it outside a hook. */
export function Providers(props: { children: (parts: { client: QueryClient }) => ReactNode }) {
  const { theme, language } = usePreferences()
  const [client] = useState(createQueryClient)
  return (
    <QueryClientProvider client={client}>
      <I18nextProvider i18n={i18n}>
        <ConfigProvider locale={antLocales[language]} theme={themes[theme]} button={{ autoInsertSpace: false }}>
          <AntApp
            component={false}
            message={{ maxCount: 1 }}
            notification={{ placement: 'bottomRight', bottom: aboveEdge, stack: { threshold: 3 } }}
          >
            {props.children({ client })}
          </AntApp>
        </ConfigProvider>
      </I18nextProvider>
    </QueryClientProvider>
  )
}
