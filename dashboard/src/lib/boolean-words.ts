/** What yes and no mean for metrics where "yes" alone would make the reader think twice. */
import type { Language } from './language.ts'

type Pair = Record<Language, readonly [no: string, yes: string]>

const plain: Pair = { zh: ['否', '是'], en: ['No', 'Yes'] }
const pairs: ReadonlyMap<string, Pair> = new Map(
  Object.entries({
    running: { zh: ['停止', '运行'], en: ['Stopped', 'Running'] },
    car_moving: { zh: ['静止', '运行'], en: ['At rest', 'Moving'] },
    door_closed: { zh: ['未关', '关到位'], en: ['Open', 'Closed'] },
    open: { zh: ['关闭', '开启'], en: ['Closed', 'Open'] },
    damper_open: { zh: ['关闭', '开启'], en: ['Closed', 'Open'] },
    occupied: { zh: ['无人', '有人'], en: ['Empty', 'Occupied'] },
    breaker_closed: { zh: ['分闸', '合闸'], en: ['Open', 'Closed'] },
    mains_present: { zh: ['失电', '有电'], en: ['Lost', 'Present'] },
    power_ok: { zh: ['失电', '正常'], en: ['Lost', 'OK'] },
    leak: { zh: ['无', '漏水'], en: ['Dry', 'Leak'] },
    smoke: { zh: ['无', '有烟'], en: ['None', 'Smoke'] },
    fault: { zh: ['无', '故障'], en: ['None', 'Fault'] },
    fire_alarm: { zh: ['无', '火警'], en: ['None', 'Fire'] },
    high_float: { zh: ['未动作', '动作'], en: ['Normal', 'High'] }
  })
)

export function booleanWord(value: boolean, metric: string | undefined, language: Language): string {
  const pair = (metric === undefined ? undefined : pairs.get(metric)) ?? plain
  return pair[language][value ? 1 : 0]
}
