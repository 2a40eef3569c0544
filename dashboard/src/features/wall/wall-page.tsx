import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePageTitle } from '../../components/use-page-title.ts'
import { sessionQuery } from '../../lib/api/session.ts'
import { wallSessionQuery } from '../../lib/api/wall.ts'
import { ApiError } from '../../lib/api-client.ts'
import { setLanguage } from '../../lib/preferences.ts'
import { Wall } from './wall.tsx'
import './wall.css'

/** `/wall#key=…`: behind the `#`, so that no server and no log sees the key. `&lang=en` for English. */
export function WallPage() {
  const { t } = useTranslation()
  usePageTitle(t('wall.title'))
  const [address] = useState(() => new URLSearchParams(window.location.hash.slice(1)))
  const key = address.get('key')
  useEffect(() => {
    const language = address.get('lang')
    if (language === 'en' || language === 'zh') setLanguage(language)
  }, [address])
  return <div className="wall always-dark">{key === null ? <OwnSession /> : <ByKey wallKey={key} />}</div>
}

function ByKey({ wallKey }: { wallKey: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(wallSessionQuery(wallKey))
  if (error instanceof ApiError && error.status === 401) return <Message text={t('wall.revoked')} />
  if (data) return <Wall />
  return <Message text={t(error ? 'wall.unreachable' : 'wall.connecting')} />
}

/** Without a key it shows what whoever is logged in here may see. */
function OwnSession() {
  const { t } = useTranslation()
  const { data: user, error } = useQuery(sessionQuery)
  if (user) return <Wall />
  return <Message text={t(user === null ? 'wall.noKey' : error ? 'wall.unreachable' : 'wall.connecting')} />
}

function Message({ text }: { text: string }) {
  return (
    <p className="wall-message" role="status" data-testid="wall-message">
      {text}
    </p>
  )
}
