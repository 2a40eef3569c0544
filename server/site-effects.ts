/** Makes a change of the site felt at once, without a restart: in the register, on the screens, in the rules, on the broker. */
import type { Gateway } from '../gateway/gateway.ts'
import type { Publisher } from './live/publisher.ts'
import type { Patrol } from './patrol/patrol.ts'
import type { Pipeline } from './pipeline.ts'
import { toEquipmentItem, unheard } from './present-equipment.ts'
import type { Register } from './site/register.ts'
import type { SiteChange } from './site/site-editor.ts'
import type { StatusBoard } from './status-board.ts'

export type SiteEffectsOptions = {
  register: Register
  board: StatusBoard
  pipeline: Pick<Pipeline, 'reload'>
  patrol: Pick<Patrol, 'reload'>
  publisher: Pick<Publisher, 'equipment'>
  /** Closes the connections of a device or reader. */
  disconnect: Gateway['dropUser']
  /** Brings the rule store up to date when the site wants the shipped rules, or no longer. */
  applyRules: () => Promise<unknown>
}

export function createSiteEffects(options: SiteEffectsOptions): (change: SiteChange) => Promise<void> {
  const { register, board, pipeline, publisher } = options

  async function showEquipment(id: string): Promise<void> {
    const equipment = register.get(id)
    if (!equipment) return
    if (equipment.enabled) board.track(equipment)
    else board.untrack(id)
    await pipeline.reload()
    publisher.equipment([toEquipmentItem(equipment, board.snapshot(id) ?? unheard)])
  }

  return async function apply(change) {
    await register.load()
    switch (change.section) {
      case 'equipment':
        return showEquipment(change.id)
      case 'devices':
      case 'readers':
        if (change.rights) options.disconnect(change.id)
        return
      case 'site':
        if (!change.defaults) return
        await options.applyRules()
        return pipeline.reload()
      case 'checkpoints':
      case 'routes':
        return options.patrol.reload()
      case 'teams':
      case 'contractors':
      case 'shifts':
        return
    }
  }
}
