import { ArrowUpOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { PreferencesAnswer } from '../../../../server/contract/telling.ts'
import '../../components/badges.css'

type Props = {
  available: PreferencesAnswer['available']
  /** Ids in the order they are tried; empty: the site's. */
  value?: string[]
  onChange?: (order: string[]) => void
}

/** Those chosen come first, each can be moved up; the rest stand below, unchosen. */
export function ChannelOrder({ available, value = [], onChange }: Props) {
  const { t } = useTranslation()
  if (available.length === 0) return <p className="muted">{t('preference.noChannels')}</p>
  const chosen = value.flatMap((id) => available.filter((each) => each.id === id))
  const others = available.filter(({ id }) => !value.includes(id))
  const moveUp = (id: string) => {
    const at = value.indexOf(id)
    const before = value[at - 1]
    if (before === undefined) return
    onChange?.(value.map((each, place) => (place === at - 1 ? id : place === at ? before : each)))
  }
  const toggle = (id: string, use: boolean) => onChange?.(use ? [...value, id] : value.filter((each) => each !== id))
  return (
    <ol className="channel-order">
      {[...chosen, ...others].map(({ id, name, kind, reaches }, place) => {
        const used = place < chosen.length
        return (
          <li key={id}>
            <Checkbox checked={used} onChange={({ target }) => toggle(id, target.checked)} data-testid={`own-${id}`}>
              {used && <strong>{place + 1}. </strong>}
              {name} <span className="muted">{t(`channel.kind.${kind}`)}</span>
            </Checkbox>
            {!reaches && <span className="badge tone-warning">{t('preference.noAddress')}</span>}
            {used && place > 0 && (
              <Button
                size="small"
                type="text"
                icon={<ArrowUpOutlined />}
                aria-label={t('preference.sooner', { name })}
                onClick={() => moveUp(id)}
              />
            )}
          </li>
        )
      })}
    </ol>
  )
}
