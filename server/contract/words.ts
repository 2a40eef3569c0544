/** The words that fields may have. Apart from the shapes, because the browser has these without zod. */

export const roles = ['viewer', 'guard', 'engineer', 'manager', 'admin'] as const
export const severities = ['critical', 'major', 'minor', 'info'] as const
export const priorities = ['P1', 'P2', 'P3', 'P4'] as const

export const metricTypes = ['number', 'boolean', 'string', 'counter'] as const
/** The worst first. */
export const equipmentStatuses = ['alarm', 'offline', 'warning', 'normal'] as const

/**
 * What an alarm speaks of: the equipment, one of its sensors, something unlike what was learned, or a round that was not
 * walked, or a guard who does not report (`equipment` names the checkpoint then, the route, or the guard).
 */
export const alarmKinds = ['equipment', 'sensor', 'anomaly', 'patrol'] as const

export const windowFunctions = ['avg', 'min', 'max', 'sum', 'count', 'stddev'] as const

export const openStatuses = ['open', 'assigned', 'accepted', 'arrived', 'on_hold', 'resolved'] as const
export const ticketStatuses = [...openStatuses, 'closed', 'cancelled'] as const

/**
 * `fault` opens from a rule. By hand: `repair` request, `complaint`, `hazard`, `qa` finding, `liaison` (工作联络单).
 * By themselves too: `review` of an incident, `check` of something that cannot be right.
 */
export const ticketTypes = ['fault', 'repair', 'complaint', 'hazard', 'qa', 'liaison', 'review', 'check'] as const
export const ticketSources = ['alarm', 'manual', 'phone', 'online', 'visit', 'patrol', 'sample', 'incident'] as const

/** What people open tickets of, and how it reached them. */
export const manualTypes = ['repair', 'complaint', 'hazard', 'qa', 'liaison'] as const satisfies readonly Type[]
export const manualSources = ['manual', 'phone', 'online', 'visit'] as const satisfies readonly (typeof ticketSources)[number][]

/** Of a complaint (domain.md §4): urgent, ordinary, complex, suggestion. Of a hazard: the others, and ordinary. */
export const ticketClasses = [
  'urgent',
  'ordinary',
  'complex',
  'suggestion',
  'fix_now',
  'slight',
  'serious',
  'fix_by_date',
  'needs_coordination'
] as const
export const hazardClasses = [
  'fix_now',
  'slight',
  'ordinary',
  'serious',
  'fix_by_date',
  'needs_coordination'
] as const satisfies readonly Class[]

type Type = (typeof ticketTypes)[number]
type Class = (typeof ticketClasses)[number]
/** The classes of a type; a type that is not in it has none. */
export const classesOf: Partial<Record<Type, readonly Class[]>> = {
  complaint: ['urgent', 'ordinary', 'complex', 'suggestion'],
  hazard: hazardClasses
}

/** 水电 / 土建 / 智能化 (003). */
export const trades = ['water_power', 'civil', 'smart'] as const

export const holdReasons = ['parts', 'access', 'third_party'] as const

/** In the order a ticket meets them. */
export const clockNames = [
  'dispatch',
  'respond',
  'plan',
  'arrive',
  'progress',
  'resolve',
  'review',
  'result',
  'follow_up'
] as const

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** What somebody can do. Who has none listed helps where nobody better is on duty. */
export const skills = ['water', 'power', 'lift', 'fire', 'hvac', 'civil', 'smart'] as const

/**
 * 低压电工, 高压电工, 电梯修理 (特种设备作业 T), 消防设施操作员, 高处作业, 有限空间, 焊接与热切割; anything else is `other`.
 * Which class of job needs which: server/dispatch/job-classes.ts.
 */
export const certificateTypes = [
  'low_voltage',
  'high_voltage',
  'lift_maintenance',
  'fire_facility',
  'work_at_height',
  'confined_space',
  'welding',
  'other'
] as const

/** What everybody may set of himself. */
export const ownStaffFields = ['phone', 'email', 'wecom', 'dingtalk', 'feishu'] as const

/** What makes work at a checkpoint risky. */
export const placeRisks = ['height', 'wet', 'plant_room'] as const
export const planTypes = ['guard', 'inspection', 'cleaning', 'greening', 'fire'] as const
export const roundStatuses = ['planned', 'in_progress', 'complete', 'partial', 'missed'] as const
/** Of an hour in which a guard reports where he is. */
export const positionStatuses = ['open', 'reported', 'missed'] as const

/** Of messages, reports and pages. */
export const languages = ['zh', 'en'] as const

/** What people are told of. `permit_expired`: a permit that nobody closed has run out. `bulletin`: the daily status. `position_missed`: to a guard on patrol. */
export const tellEvents = [
  'opened',
  'dispatched',
  'redispatched',
  'assigned',
  'handed_on',
  'raised',
  'reopened',
  'escalated',
  'permit_expired',
  'held',
  'expected',
  'progressed',
  'resolved',
  'cancelled',
  'bulletin',
  'position_missed'
] as const

/** `held`: until quiet hours end. `failed_over`: given up on this channel, the next one has it. `failed`: given up. */
export const deliveryStates = ['queued', 'sent', 'failed', 'failed_over', 'held'] as const
