/** The native topic grammar (contract §4), both ways. The simulators share it. */

export type FieldTopic =
  | { type: 'telemetry' | 'event' | 'status'; site: string; id: string }
  | { type: 'scan'; site: string; reader: string }

/** undefined when the topic is none of ours. */
export function parseTopic(topic: string): FieldTopic | undefined {
  const [root, site, third, fourth, fifth, ...rest] = topic.split('/')
  if (root !== 'facility' || !site || !third || !fourth || rest.length > 0) return undefined
  if (fifth !== undefined) return third === 'patrol' && fifth === 'scan' ? { type: 'scan', site, reader: fourth } : undefined
  if (fourth === 'telemetry' || fourth === 'event' || fourth === 'status') return { type: fourth, site, id: third }
  return undefined
}

export function formatTopic(topic: FieldTopic): string {
  return topic.type === 'scan'
    ? `facility/${topic.site}/patrol/${topic.reader}/scan`
    : `facility/${topic.site}/${topic.id}/${topic.type}`
}

/**
 * Does `filter` cover only topics that `allowed` covers? Both are MQTT topic filters;
 * used so that nobody subscribes, by wildcard, to more than what is theirs.
 */
export function isWithin(filter: string, allowed: string): boolean {
  const wanted = filter.split('/')
  const granted = allowed.split('/')
  for (let level = 0; level < granted.length; level++) {
    const grant = granted[level]
    const wish = wanted[level]
    if (grant === '#') return true
    if (wish === undefined || wish === '#') return false
    if (grant !== '+' && grant !== wish) return false
  }
  return wanted.length === granted.length
}

/** The filter inside `$share/{group}/{filter}`, else the filter itself: brokers grant both alike. */
export function plainFilter(filter: string): string {
  return filter.startsWith('$share/') ? filter.split('/').slice(2).join('/') : filter
}
