/**
 * Frequencies that property service standards ask for, as routes to begin with. `source` names the standard, or
 * the sample of property service terms (001, 003, 004). `suggested`: it gives no clock times, spacing or dates; those are ours.
 */
import type { RouteInput } from '../../../../server/contract/site.ts'

type Plan = Pick<RouteInput, 'type'> & Partial<Pick<RouteInput, 'windows' | 'times' | 'season' | 'grace' | 'days'>>
export type RoutePreset = { id: string; zh: string; en: string; source: string; suggested?: true; plan: Plan }

/** Windows of so many hours, one after the other. */
function every(hours: number, from = 0, to = 24): string[] {
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  return Array.from({ length: (to - from) / hours }, (_, at) => `${clock(from + at * hours)}-${clock(from + (at + 1) * hours)}`)
}

const daily = { count: 1, per: 'day', spacing: '1h' } as const
const weekly = { count: 1, per: 'week', spacing: '1d' } as const
const monthly = { count: 1, per: 'month', spacing: '1d' } as const
const twiceAWeek = { count: 2, per: 'week', spacing: '2d' } as const

export const routePresets: readonly RoutePreset[] = [
  {
    id: 'guard-patrol',
    zh: '安保巡逻（每日 4 次）',
    en: 'Guard patrol, 4 a day',
    source: '004',
    suggested: true,
    plan: { type: 'guard', windows: ['07:00-09:00', '17:30-19:30', '22:00-24:00', '02:00-04:00'] }
  },
  {
    id: 'position-report',
    zh: '位置汇报（每小时）',
    en: 'Position report, every hour',
    source: '003',
    suggested: true,
    plan: { type: 'guard', windows: every(1), grace: '10m' }
  },
  {
    id: 'public-areas',
    zh: '公共区域巡查（每日）',
    en: 'Public areas, daily',
    source: '003',
    plan: { type: 'guard', times: daily }
  },
  {
    id: 'plant-walk',
    zh: '电梯、消防、配电房巡视（每日）',
    en: 'Lifts, fire equipment, power room, daily',
    source: '003',
    plan: { type: 'inspection', times: daily }
  },
  {
    id: 'machine-rooms',
    zh: '水电设备房抄表（每日）',
    en: 'Power and water machine rooms, daily',
    source: '003, 004',
    plan: { type: 'inspection', times: daily }
  },
  {
    id: 'fire-facilities',
    zh: '消防设施全面检查（每月）',
    en: 'Fire facilities, full check, monthly',
    source: '004',
    plan: { type: 'fire', times: monthly }
  },
  {
    id: 'cleaning-inspection',
    zh: '保洁检查（每日 3 次）',
    en: 'Cleaning inspection, 3 a day',
    source: '004',
    suggested: true,
    plan: { type: 'cleaning', windows: ['08:00-11:00', '13:00-16:00', '17:00-20:00'] }
  },
  {
    id: 'cleaning-lobby',
    zh: '大堂保洁（2 小时）',
    en: 'Lobby cleaning, every 2 h',
    source: '001',
    suggested: true,
    plan: { type: 'cleaning', windows: every(2, 6, 22) }
  },
  {
    id: 'cleaning-lift-car',
    zh: '轿厢保洁（4 小时）',
    en: 'Lift car cleaning, every 4 h',
    source: '001',
    suggested: true,
    plan: { type: 'cleaning', windows: every(4, 6, 22) }
  },
  {
    id: 'cleaning-toilets',
    zh: '卫生间保洁（每小时）',
    en: 'Toilet cleaning, every hour',
    source: '001',
    suggested: true,
    plan: { type: 'cleaning', windows: every(1, 6, 22) }
  },
  {
    id: 'cleaning-corridors',
    zh: '楼道保洁（每日 2 次）',
    en: 'Corridor cleaning, 2 a day',
    source: '001',
    suggested: true,
    plan: { type: 'cleaning', times: { count: 2, per: 'day', spacing: '4h' } }
  },
  {
    id: 'cleaning-sweep',
    zh: '普扫（07:00 前完成）',
    en: 'General sweep, done by 07:00',
    source: '003',
    suggested: true,
    plan: { type: 'cleaning', windows: ['05:00-07:00'] }
  },
  {
    id: 'bins-disinfected',
    zh: '垃圾桶消毒（每周 2 次）',
    en: 'Bins disinfected, 2 a week',
    source: '003',
    suggested: true,
    plan: { type: 'cleaning', times: twiceAWeek }
  },
  {
    id: 'greening',
    zh: '绿化巡查（每周 2 次）',
    en: 'Greening, 2 a week',
    source: '004',
    suggested: true,
    plan: { type: 'greening', times: twiceAWeek }
  },
  {
    id: 'fire-control-room',
    zh: '消控室记录（2 小时）',
    en: 'Fire control room log, every 2 h',
    source: 'GB 25201-2010 5.2',
    plan: { type: 'fire', windows: every(2) }
  },
  {
    id: 'fire-patrol-public',
    zh: '防火巡查：人员密集场所（营业时 2 小时）',
    en: 'Fire patrol of public assembly places, every 2 h',
    source: '公安部令第 61 号 / Ministry order 61',
    suggested: true,
    plan: { type: 'fire', windows: every(2, 9, 21) }
  },
  {
    id: 'fire-patrol-key',
    zh: '防火巡查：重点单位（每日）',
    en: 'Fire patrol of key units, daily',
    source: '公安部令第 61 号 / Ministry order 61',
    plan: { type: 'fire', times: daily }
  },
  {
    id: 'fire-pump-weekly',
    zh: '消防泵自动启动（每周）',
    en: 'Fire pump automatic run, weekly',
    source: 'GB 50974 14',
    plan: { type: 'fire', times: weekly }
  },
  {
    id: 'fire-pump-monthly',
    zh: '消防泵手动启动、水位检查（每月）',
    en: 'Fire pump manual start, water level, monthly',
    source: 'GB 50974 14',
    plan: { type: 'fire', times: monthly }
  },
  {
    id: 'tank-temperature',
    zh: '消防水箱水温（冬季每日）',
    en: 'Fire tank temperature, daily in winter',
    source: 'GB 50974 14',
    suggested: true,
    plan: { type: 'fire', times: daily, season: { from: '11-15', to: '03-15' } }
  }
]
