/** What is watched and by which rules: the site file and the shipped defaults into the database. */
import type { Catalogue } from '../gateway/catalogue.ts'
import type { RuleInput } from './contract/rules.ts'
import type { SiteFile } from './contract/site.ts'
import type { Database } from './database/database.ts'
import type { FieldFault } from './errors.ts'
import { compileRule } from './rules/compile-rule.ts'
import { loadDefaultRules } from './rules/load-rules.ts'
import type { RuleStore, SourcedRule } from './rules/rule-store.ts'
import { checkSuppression } from './rules/suppression.ts'
import { applySite } from './site/apply-site.ts'
import type { RuleCheck } from './site/cross-checks.ts'
import { customMetricsOf, metricsOf } from './site/equipment-metrics.ts'
import { readSiteRules } from './site/site-entries.ts'
import { readSiteFile } from './site/site-file.ts'
import { defaultSite, hasDefaultRules, readSiteSettings, type SiteSettings } from './site/site-settings.ts'
import { keepSourceLogins } from './site/source-logins.ts'

export type SetUpSiteOptions = {
  database: Database
  catalogue: Catalogue
  rules: RuleStore
  siteFile: string | null
  dataDir: string
}

/**
 * Applies the site file, all of it or nothing, and brings the rules up to date. Without a
 * file the site stays as the last one left it.
 * @throws SetupError of one line when the file cannot be read or is wrong.
 */
export async function setUpSite({ database, catalogue, rules, siteFile, dataDir }: SetUpSiteOptions): Promise<SiteSettings> {
  if (siteFile !== null) {
    const file = await readSiteFile(siteFile, catalogue, { checkRule: createRuleCheck(catalogue) })
    await applySite({ database, file })
    keepSourceLogins(dataDir, file.sources)
  }
  return applyRules({ database, rules })
}

/** All that the compiler and the other rules have against a rule of a site file. */
export function createRuleCheck(catalogue: Catalogue): RuleCheck {
  let checked: SiteFile | undefined
  let suppression: ReadonlyMap<string, readonly FieldFault[]> = new Map()
  return (rule, file) => {
    if (file !== checked) {
      const defaults = hasDefaultRules(file.site) ? loadDefaultRules() : []
      suppression = checkSuppression([...new Map([...defaults, ...file.rules].map((each) => [each.id, each])).values()])
      checked = file
    }
    const find = (id: string) => file.equipment.find((each) => each.id === id)
    const known = (id: string) => {
      const found = find(id)
      return found && metricsOf(found, catalogue)
    }
    const own = rule.equipment === undefined ? customMetricsOf(rule.kind ?? '', file.equipment, catalogue) : known(rule.equipment)
    const compiled = compileRule(rule, 1, catalogue, own, { metricsOf: known, attributesOf: (id) => find(id)?.attributes })
    return [...(compiled.ok ? [] : compiled.errors), ...(suppression.get(rule.id) ?? [])]
  }
}

/** Brings the rules up to date with the site: the shipped ones unless it drops them, and those of the last site file. */
export async function applyRules({ database, rules }: Pick<SetUpSiteOptions, 'database' | 'rules'>): Promise<SiteSettings> {
  const site = (await readSiteSettings(database)) ?? defaultSite
  const defaults = hasDefaultRules(site) ? loadDefaultRules() : []
  await rules.apply([...from('default', defaults), ...from('site', await readSiteRules(database))])
  return site
}

function from(origin: SourcedRule['origin'], rules: RuleInput[]): SourcedRule[] {
  return rules.map((input) => ({ input, origin }))
}
