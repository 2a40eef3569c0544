import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../../lib/preferences.ts'
import { type RoutePreset, routePresets } from './route-presets.ts'
import { rhythmText } from './route-rhythm.ts'

type Props = { onChoose: (preset: RoutePreset) => void; onClose: () => void }

/** What the standards ask for, to begin a route with. */
export function PresetDialog({ onChoose, onClose }: Props) {
  const { t } = useTranslation()
  const { language } = usePreferences()
  return (
    <Modal open footer={null} title={t('route.preset')} onCancel={onClose}>
      <ul>
        {routePresets.map((preset) => (
          <li key={preset.id} className="entry">
            <div className="entry-main">
              <span className="entry-title">{preset[language]}</span>
              <span className="entry-facts">
                <span>{t(`patrol.type.${preset.plan.type}`)}</span>
                <span>{rhythmText(preset.plan, t)}</span>
                <span>{t('route.presetSource', { source: preset.source })}</span>
                {preset.suggested && <span>{t('route.presetSuggested')}</span>}
              </span>
            </div>
            <Button size="small" onClick={() => onChoose(preset)} data-testid={`preset-${preset.id}`}>
              {t('setup.add')}
            </Button>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
