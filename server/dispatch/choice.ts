/** Whom a job goes to, and why: skill × duty × load, and never somebody without the certificate it takes. Pure. */
import type { Role } from '../contract/common.ts'
import type { CertificateType, DispatchReason, Skill } from '../contract/workforce.ts'
import type { JobClass } from './job-classes.ts'

export type Person = {
  user: string
  name: string
  role: Role
  phone: string | null
  team: string | null
  skills: readonly Skill[]
  /** The firm he works for; null when that is not another one. */
  contractor: string | null
  /** False: is given nothing by itself. */
  enabled: boolean
}
export type Contractor = { id: string; name: string; phone: string | null; kinds: readonly string[] }
/** `expiresAt` in ms: from then on it is not good any more. */
export type Certificate = { user: string; type: CertificateType; expiresAt: number }

export type Job = {
  class: JobClass
  /** Of the equipment; undefined when it is about none. */
  kind: string | undefined
  /** Whose work it is; nobody said: engineers'. */
  roles: readonly Role[]
}

export type Workforce = {
  people: readonly Person[]
  /** Users who are on duty. */
  duty: ReadonlySet<string>
  /** Tickets that each has in hand; none when missing. */
  load: ReadonlyMap<string, number>
  /** Empty: nobody keeps certificates here, and none is asked for. */
  certificates: readonly Certificate[]
  /** In service, by id. */
  contractors: readonly Contractor[]
}

/** `assignee` null with a `contractor`: the firm is to be called. Both null: nobody fits, and `why` says what is missing. */
export type Choice = { assignee: Person | null; contractor: Contractor | null; why: DispatchReason[] }

/** A person of the firm is reachable off duty too: it has somebody on call around the clock (TSG T5002 for lifts). */
type Tier = { contractor: Contractor | null; presence: 'on_duty' | 'reachable' }

/**
 * @param asked users, and firms as `firmKey` names them, who did not take it: they are not asked again.
 */
export function choose(job: Job, workforce: Workforce, asked: ReadonlySet<string>, now: number): Choice {
  const firm = workforce.contractors.find(({ kinds }) => job.kind !== undefined && kinds.includes(job.kind))
  const ours = () => best(job, { contractor: null, presence: 'on_duty' }, workforce, asked, now)
  const theirs = () => firm && ofFirm(firm)

  function ofFirm(contractor: Contractor): Choice | undefined {
    const somebody =
      best(job, { contractor, presence: 'on_duty' }, workforce, asked, now) ??
      best(job, { contractor, presence: 'reachable' }, workforce, asked, now)
    if (somebody) return somebody
    // Whoever of it did not take it was called already.
    const called = workforce.people.some(({ user, contractor: of }) => of === contractor.id && asked.has(user))
    if (called || asked.has(firmKey(contractor.id))) return undefined
    return { assignee: null, contractor, why: [{ reason: 'contractor', value: contractor.name }] }
  }

  const chosen = job.class.contractorFirst ? (theirs() ?? ours()) : (ours() ?? theirs())
  return chosen ?? { assignee: null, contractor: null, why: whyNobody(job, workforce, asked, now) }
}

/** How a firm stands among those who were asked: it cannot be a user's id. */
export function firmKey(contractor: string): string {
  return `firm ${contractor}`
}

/** The firm of such a key; undefined for a user's id. */
export function firmOf(key: string): string | undefined {
  return key.startsWith('firm ') ? key.slice('firm '.length) : undefined
}

/** The certificate that keeps somebody from a job, or undefined. `expiredAt`: of the one that was good last, if there was any. */
export function missingCertificate(
  { certificate }: JobClass,
  user: string,
  certificates: readonly Certificate[],
  now: number
): { type: CertificateType; expiredAt: number | null } | undefined {
  if (certificate === null || certificates.length === 0) return undefined
  const held = certificates.filter((each) => each.user === user && each.type === certificate)
  if (held.some(({ expiresAt }) => expiresAt > now)) return undefined
  return { type: certificate, expiredAt: held.length === 0 ? null : Math.max(...held.map(({ expiresAt }) => expiresAt)) }
}

/**
 * The skilled before those who can a bit of everything; then who has least in hand, where lacking the preferred skill counts
 * as one job more: a storm does not all go to one plumber. Equals: the preferred, then by id.
 */
function best(job: Job, tier: Tier, workforce: Workforce, asked: ReadonlySet<string>, now: number): Choice | undefined {
  const fit = workforce.people
    .filter((person) => isOf(person, tier, workforce) && whyNot(person, job, workforce, asked, now) === undefined)
    .map((person) => {
      const skill = skillOf(person, job, workforce)
      const load = workforce.load.get(person.user) ?? 0
      const detour = skill === job.class.prefers ? 0 : 1
      return { person, skill, load, rank: [skill === 'generalist' ? 1 : 0, load + detour, detour] }
    })
    .sort((one, other) => compare(one.rank, other.rank) || (one.person.user < other.person.user ? -1 : 1))
  const [first] = fit
  if (!first) return undefined
  const { person, skill, load } = first
  const { certificate } = job.class
  const why: DispatchReason[] = [
    ...(tier.contractor ? [{ reason: 'contractor' as const, value: tier.contractor.name }] : []),
    { reason: tier.presence },
    ...(skill === 'generalist' ? [{ reason: 'generalist' as const }] : []),
    ...(skill !== undefined && skill !== 'generalist' ? [{ reason: 'skill' as const, value: skill }] : []),
    ...(certificate !== null && workforce.certificates.length > 0
      ? [{ reason: 'certificate' as const, value: certificate }]
      : []),
    { reason: 'load', value: load }
  ]
  return { assignee: person, contractor: tier.contractor, why }
}

function isOf(person: Person, { contractor, presence }: Tier, { duty }: Workforce): boolean {
  if (person.contractor !== (contractor?.id ?? null)) return false
  return presence === 'reachable' || duty.has(person.user)
}

type Obstacle = 'no_role' | 'no_skill' | 'no_certificate' | 'everybody_asked'

function whyNot(person: Person, job: Job, workforce: Workforce, asked: ReadonlySet<string>, now: number): Obstacle | undefined {
  const roles: readonly Role[] = job.roles.length > 0 ? job.roles : ['engineer']
  if (!person.enabled || !roles.includes(person.role)) return 'no_role'
  if (job.class.skills.length > 0 && skillOf(person, job, workforce) === undefined) return 'no_skill'
  if (missingCertificate(job.class, person.user, workforce.certificates, now)) return 'no_certificate'
  return asked.has(person.user) ? 'everybody_asked' : undefined
}

/** The skill by which he fits; undefined where none is asked for, or he has others. Who holds the certificate has the skill. */
function skillOf(
  person: Person,
  { class: { skills, prefers, certificate } }: Job,
  workforce: Workforce
): Skill | 'generalist' | undefined {
  const [wanted] = skills
  if (wanted === undefined) return undefined
  const has = (skill: Skill) => person.skills.includes(skill)
  const own = prefers !== undefined && has(prefers) ? prefers : skills.find(has)
  if (own) return own
  if (workforce.certificates.some(({ user, type }) => user === person.user && type === certificate)) return wanted
  return person.skills.length === 0 ? 'generalist' : undefined
}

function compare(one: readonly number[], other: readonly number[]): number {
  return one.map((value, index) => value - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0
}

/** What keeps those on duty from it, the nearest miss first. */
function whyNobody(job: Job, workforce: Workforce, asked: ReadonlySet<string>, now: number): DispatchReason[] {
  const present = workforce.people.filter(({ user, contractor }) => contractor === null && workforce.duty.has(user))
  if (present.length === 0) return [{ reason: 'nobody_on_duty' }]
  const met = new Set(present.map((person) => whyNot(person, job, workforce, asked, now)))
  const { skills, certificate } = job.class
  const told: DispatchReason[] = [
    { reason: 'everybody_asked' },
    { reason: 'no_certificate', ...(certificate !== null && { value: certificate }) },
    { reason: 'no_skill', value: skills.join(', ') },
    { reason: 'no_role', value: (job.roles.length > 0 ? job.roles : ['engineer']).join(', ') }
  ]
  return told.filter(({ reason }) => met.has(reason as Obstacle))
}
