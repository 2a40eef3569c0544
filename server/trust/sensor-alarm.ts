/** The alarm of a sensor, apart from its equipment's: id `sensor.{fault}.{metric}`, of the clock `sensor.skewed`. */
import type { Severity } from '../contract/common.ts'
import type { RuleHeader } from '../rules/changes.ts'
import type { SensorFault } from './cells.ts'

const texts: Readonly<Record<SensorFault | 'skewed', { title: string; action: string }>> = {
  stuck: {
    title: '测点卡死',
    action:
      '1. 现场读就地表计，与上传值比对。\n2. 检查变送器供电与信号线，断电重启变送器或采集模块。\n3. 仍不变化的，更换变送器并核对量程；更换前按就地表计巡视。'
  },
  flat: {
    title: '测点信号平直',
    action:
      '1. 现场读就地表计，与上传值比对。\n2. 检查断线、短路、取压管堵塞和阀门是否关闭，测量 4–20 mA 回路电流。\n3. 恢复信号后核对零点与量程。'
  },
  jumping: {
    title: '测点跳变',
    action:
      '1. 检查接线端子是否松动、屏蔽层是否单端接地。\n2. 检查附近变频器干扰，必要时加滤波或改线。\n3. 更换接触不良的变送器。'
  },
  implausible: {
    title: '测点数值不可能',
    action:
      '1. 现场读就地表计，与上传值比对。\n2. 核对量程、单位与点位映射，确认近期是否更换过表计。\n3. 校准或更换变送器，计数器更换后登记新底数。'
  },
  skewed: {
    title: '设备时钟偏差',
    action: '1. 核对采集器时间与时区，启用 NTP 对时。\n2. 检查纽扣电池。\n3. 时间正确但到达迟的，检查网络与网关积压。'
  }
}

/** `metric` null: the equipment's clock. `name`: the metric as people call it. */
export function sensorHeader(fault: SensorFault | 'skewed', metric: string | null, name: string): RuleHeader {
  const { title, action } = texts[fault]
  return {
    id: metric === null ? `sensor.${fault}` : `sensor.${fault}.${metric}`,
    version: 1,
    title: metric === null ? title : `${name}${title}`,
    action,
    severity: 'minor',
    roles: ['engineer'],
    ticket: true,
    metric,
    latching: false,
    suppressedBy: [],
    kind: 'sensor'
  }
}

/** The metric and fault an alarm's rule id speaks of; undefined for a rule that is no sensor's. */
export function readSensorRule(rule: string): { fault: SensorFault | 'skewed'; metric: string | null } | undefined {
  const [sensor, fault = '', metric = null] = rule.split('.')
  return sensor === 'sensor' && Object.hasOwn(texts, fault) ? { fault: fault as SensorFault | 'skewed', metric } : undefined
}

const lower: Readonly<Record<Severity, Severity>> = { critical: 'major', major: 'minor', minor: 'minor', info: 'info' }

/**
 * A rule about a metric whose sensor is in doubt weighs one step less, never so little that its ticket is lost, and says
 * why in its title. Fire equipment 消防 keeps its full weight: a doubtful sensor there is no reason to come later.
 */
export function weighed(rule: RuleHeader, fire: boolean): RuleHeader {
  return { ...rule, title: `${rule.title}（测点可疑）`, severity: fire ? rule.severity : lower[rule.severity] }
}
