/** A rule in words, in the reader's language: the same sentences that the editor is made of. */
import type { TFunction } from 'i18next'
import type { MetricInfo } from '../../../../server/contract/equipment.ts'
import { formatValue, trimmed, unitText } from '../format.ts'
import type { Language } from '../language.ts'
import { sayDuration } from './durations.ts'
import { type Condition, kindOf, type Limit, type Part, type PartTarget, type RuleBody } from './rule-body.ts'

/** What a sentence needs to know of the site. */
export type RuleWords = {
  t: TFunction
  language: Language
  /** Of the rule's own equipment, or of the one a part looks at. */
  infoOf: (metric: string | undefined, target?: PartTarget) => MetricInfo | undefined
  metricsOf: (target?: PartTarget) => Readonly<Record<string, MetricInfo>>
  kindName: (kind: string) => string
  equipmentName: (id: string) => string
}

/** The title as this reader reads it: rules of ours have an English one. */
export function sayTitle(rule: { title: string; title_en?: string | undefined }, language: Language): string {
  return language === 'en' && rule.title_en ? rule.title_en : rule.title
}

export function sayTarget({ kind, equipment }: Pick<RuleBody, 'kind' | 'equipment'>, words: RuleWords): string {
  if (equipment !== undefined) return words.equipmentName(equipment)
  return kind === undefined ? words.t('sentence.anything') : words.t('sentence.any', { kind: words.kindName(kind) })
}

/** "出水压力 低于 0.25 MPa 持续 15 秒；高于 0.28 MPa 持续 30 秒后恢复". */
export function sayRule(rule: RuleBody, words: RuleWords): string {
  const raise = sayCondition(rule, words) + sayHold(rule.for, words)
  const back = sayClear(rule, words)
  return back === '' ? raise : raise + words.t('sentence.sep') + back
}

function sayHold(text: string | undefined, { t, language }: RuleWords): string {
  return text === undefined || /^0/.test(text) ? '' : ` ${t('sentence.hold', { span: sayDuration(text, language) })}`
}

function sayClear(rule: RuleBody, words: RuleWords): string {
  const { t, language } = words
  const info = words.infoOf(rule.metric)
  const back = [
    ...(rule.clear_above === undefined ? [] : [t('sentence.backAbove', { limit: sayLimit(rule.clear_above, info, words) })]),
    ...(rule.clear_below === undefined ? [] : [t('sentence.backBelow', { limit: sayLimit(rule.clear_below, info, words) })])
  ].join(t('sentence.and'))
  const span = rule.clear_for === undefined || /^0/.test(rule.clear_for) ? '' : sayDuration(rule.clear_for, language)
  if (back === '' && span === '') return ''
  if (back === '') return t('sentence.clearAfter', { span })
  return span === '' ? t('sentence.clearAt', { back }) : t('sentence.clear', { back, span })
}

function sayCondition(condition: Part, words: RuleWords): string {
  const { t, language } = words
  const target = condition.equipment
  const info = words.infoOf(condition.metric, target)
  const metric = sayMetric(condition.metric, words, target)
  const limit = (value: Limit | undefined) => sayLimit(value, info, words)
  const span = (text: string | undefined) => sayDuration(text, language)
  switch (kindOf(condition)) {
    case 'limit':
      return `${metric} ${sayBounds(condition, limit, words)}`
    case 'aggregate':
      return t('sentence.aggregate', {
        metric,
        over: span(condition.over),
        fn: t(`sentence.fn.${condition.fn}`, { defaultValue: condition.fn ?? '' }),
        bounds: sayBounds(condition, limit, words)
      })
    case 'rate': {
      const falls = condition.falls !== undefined
      const by = limit(falls ? condition.falls : condition.rises)
      return t(falls ? 'sentence.falls' : 'sentence.rises', { metric, limit: by, within: span(condition.within) })
    }
    case 'equals': {
      const negate = condition.is === undefined
      const value = sayValue(negate ? condition.not : condition.is, condition.metric, info, language)
      return t(negate ? 'sentence.not' : 'sentence.is', { metric, value })
    }
    case 'no_data':
      return condition.metric === undefined
        ? t('sentence.silent', { span: span(condition.no_data) })
        : t('sentence.noData', { metric, span: span(condition.no_data) })
    case 'stuck':
      return t('sentence.stuck', { metric, span: span(condition.stuck) })
    case 'event': {
      const codes = [condition.event ?? []].flat()
      return t('sentence.event', { codes: codes.join(t('sentence.or')) })
    }
    case 'all':
      return sayParts(condition.all, 'sentence.and', words)
    case 'any':
      return sayParts(condition.any, 'sentence.or', words)
    case 'none':
      return t('sentence.none', { parts: sayParts(condition.none, 'sentence.or', words) })
    case 'stages':
      return (condition.stages ?? [])
        .map((stage) => {
          const severity = stage.severity === undefined ? '' : ` → ${t(`severity.${stage.severity}`)}`
          return sayCondition(stage, words) + sayHold(stage.for, words) + severity
        })
        .join(t('sentence.sep'))
    case 'other':
      return t('sentence.other')
  }
}

function sayParts(parts: readonly Part[] | undefined, joint: 'sentence.and' | 'sentence.or', words: RuleWords): string {
  const said = (parts ?? []).map((part) => {
    const nested = kindOf(part) === 'any' || kindOf(part) === 'all'
    const text = sayCondition(part, words)
    const where = part.equipment === undefined ? '' : `${sayPartTarget(part.equipment, words)} `
    return where + (nested ? `(${text})` : text)
  })
  return said.join(words.t(joint))
}

export function sayPartTarget(target: PartTarget, words: RuleWords): string {
  if (typeof target === 'string') return words.equipmentName(target)
  const same = words.t(`sentence.same.${target.same}`, { defaultValue: target.same })
  return words.t('sentence.sameKind', { same, kind: words.kindName(target.kind) })
}

function sayMetric(metric: string | undefined, words: RuleWords, target: PartTarget | undefined): string {
  return metric === undefined ? '' : (words.infoOf(metric, target)?.[words.language] ?? metric)
}

function sayBounds(condition: Condition, limit: (value: Limit | undefined) => string, { t }: RuleWords): string {
  const abs = condition.abs === true ? t('sentence.abs') : ''
  const bounds = [
    ...(condition.below === undefined ? [] : [t('sentence.below', { limit: limit(condition.below) })]),
    ...(condition.above === undefined ? [] : [t('sentence.above', { limit: limit(condition.above) })])
  ]
  return abs + bounds.join(t('sentence.or'))
}

export function sayLimit(value: Limit | undefined, info: MetricInfo | undefined, words: RuleWords): string {
  const unit = unitText(info?.unit)
  if (value === undefined) return ''
  if (typeof value === 'number') return `${trimmed(value, info?.unit)} ${unit}`.trim()
  const name =
    value.attribute !== undefined
      ? words.t(`attribute.${value.attribute}`, { defaultValue: value.attribute })
      : sayMetric(value.metric, words, undefined)
  const times = value.times === undefined ? '' : ` × ${value.times}`
  const plus = value.plus === undefined ? '' : value.plus < 0 ? ` − ${-value.plus}` : ` + ${value.plus}`
  return name + times + plus
}

function sayValue(
  value: boolean | string | undefined,
  metric: string | undefined,
  info: MetricInfo | undefined,
  language: Language
): string {
  return value === undefined ? '' : formatValue(value, info, language, metric)
}
