import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteItem } from '../../../../server/contract/setup.ts'
import { routesQuery } from '../../lib/api/setup.ts'
import { BlindSpots } from './blind-spots.tsx'
import { EntryList } from './entry-list.tsx'
import { PresetDialog } from './preset-dialog.tsx'
import { RouteForm } from './route-form.tsx'
import type { RoutePreset } from './route-presets.ts'
import { rhythmText } from './route-rhythm.ts'

type Open = { route: RouteItem } | { preset?: RoutePreset }

export function RoutesSection() {
  const { t } = useTranslation()
  const query = useQuery(routesQuery)
  const [open, setOpen] = useState<Open>()
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <BlindSpots>
        <Button onClick={() => setChoosing(true)} data-testid="route-presets">
          {t('route.preset')}
        </Button>
      </BlindSpots>
      <EntryList
        section="routes"
        query={query}
        onAdd={() => setOpen({})}
        onEdit={(route) => setOpen({ route })}
        title={({ name }) => name}
        facts={(route) => (
          <>
            <span className="mono">{route.id}</span>
            <span>{t(`patrol.type.${route.type}`)}</span>
            <span>{rhythmText(route, t)}</span>
            <span>{t('route.places', { count: route.checkpoints.length })}</span>
          </>
        )}
      />
      {choosing && (
        <PresetDialog
          onChoose={(preset) => {
            setChoosing(false)
            setOpen({ preset })
          }}
          onClose={() => setChoosing(false)}
        />
      )}
      {open && <RouteForm {...open} onClose={() => setOpen(undefined)} />}
    </>
  )
}
