/** What back-tests of learned baselines go by: the shipped relations, on the site's clock. */
import { loadCatalogue } from '../../gateway/catalogue.ts'
import { loadRelations } from '../../server/baselines/relations.ts'

const relations = loadRelations(loadCatalogue())

export const learning = () => ({ relations, timezone: 'Asia/Shanghai' })
