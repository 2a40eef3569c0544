/** Guards that walk the site's routes: what they did since `backfillMs` ago first, then each scan when it is due. */
import { formatTopic } from '../../gateway/topics.ts'
import { createDevice } from '../device.ts'
import { createRandom, hashText } from '../random.ts'
import type { SimulatedSite } from '../site.ts'
import { type RecordedScan, record } from './page.ts'
import { habitOn, hindrance, type PatrolScript, type WalkerPlan } from './patrol-script.ts'
import { createPhone, type Outcome } from './phone.ts'
import { createSchedule, type PlannedWalk } from './schedule.ts'
import { type TagKeys, tagsOf } from './tags.ts'
import { walk } from './walk.ts'

export type WalkersEvent =
  | { event: 'walking'; guards: number; told: number }
  | { event: 'scan'; guard: string; checkpoint: string; outcome: Outcome['type'] }

export type Walkers = {
  /** Logs everybody in and tells the history. Throws an Error of one line when a password is refused. */
  start(): Promise<void>
  /** Tells what is due by now, oldest first; what nobody answers is told the next time. */
  advance(): Promise<void>
  stop(): Promise<void>
}

export type WalkersOptions = {
  site: SimulatedSite
  script: PatrolScript
  /** Of tags that cannot be copied. */
  tags: TagKeys | undefined
  /** Of the web server. */
  guardsUrl: string
  /** Of the broker, for readers. */
  url: string
  seed: string
  backfillMs: number
  now: () => number
  report(event: WalkersEvent): void
  onTrouble(message: string): void
}

/** Where a walker's scans go: logs in, then tells them one by one. */
type Line = { open(): Promise<void>; tell(scan: RecordedScan): Promise<Outcome>; close(): Promise<void> }

export function createWalkers(options: WalkersOptions): Walkers {
  const { site, script, seed, now, report } = options
  const { tags } = options
  const schedule = createSchedule({
    routes: site.routes,
    zone: site.site.timezone,
    ...(tags?.since !== undefined && { since: tags.since })
  })
  const tagAt = tagsOf(site, tags)
  const walkers = script.walkers.filter(isFit).map((plan) => ({
    plan,
    line: plan.reader === undefined ? phoneLine(plan) : readerLine(plan, plan.reader),
    waiting: [] as RecordedScan[],
    /** Of rounds that began before, everything is in `waiting` or told. */
    plannedUntil: now() - options.backfillMs,
    isBusy: false
  }))

  /** A script is for many sites: who is not of this one stays at home. */
  function isFit(plan: WalkerPlan): boolean {
    const reason = hindrance(plan, site)
    if (reason !== undefined) options.onTrouble(`nobody walks as ${plan.user}: ${reason}`)
    return reason === undefined
  }

  function scansOf(plan: WalkerPlan, round: PlannedWalk): RecordedScan[] {
    const rng = createRandom(hashText(`${seed} ${plan.user} ${round.id}`))
    return record(walk(round, habitOn(plan, round.weekday), rng), { guard: plan.user, round, tagAt })
  }

  function phoneLine({ user }: WalkerPlan): Line {
    const password = site.users.find(({ id }) => id === user)?.password ?? ''
    const phone = createPhone({ url: options.guardsUrl, username: user, password })
    let known: ReadonlySet<string> | undefined
    return {
      open: async () => void (await phone.logIn()),
      async tell({ checkpoint, body }) {
        known ??= await phone.guide()
        if (known && !known.has(checkpoint)) return { type: 'refused', reason: `the guide has no ${checkpoint}` }
        return await phone.tell({ ...body, sentAt: now() })
      },
      close: async () => undefined
    }
  }

  function readerLine({ user }: WalkerPlan, reader: string): Line {
    const password = site.readers.find(({ id }) => id === reader)?.password ?? ''
    const { url, onTrouble } = options
    const device = createDevice({ id: reader, password, url, site: site.site.id, hasStatus: false, onTrouble })
    return {
      open: device.start,
      async tell({ checkpoint, body: { id, ts } }) {
        const tag = site.checkpoints.find((each) => each.id === checkpoint)?.tag
        if (tag === undefined) return { type: 'refused', reason: `a reader reads no tag at ${checkpoint}` }
        device.send(formatTopic({ type: 'scan', site: site.site.id, reader }), { id, ts, tag, guard: user, result: 'ok' })
        await device.drainedTo(0)
        return { type: 'taken' }
      },
      close: () => device.stop(2_000)
    }
  }

  function planRounds(walker: (typeof walkers)[number], until: number): void {
    const rounds = schedule.walks(walker.plan.route, walker.plannedUntil, until)
    walker.plannedUntil = until
    walker.waiting.push(...rounds.flatMap((round) => scansOf(walker.plan, round)))
    walker.waiting.sort((one, other) => one.tellAt - other.tellAt)
  }

  /** Returns how many were taken. */
  async function tellDue({ plan: { user }, line, waiting }: (typeof walkers)[number], until: number): Promise<number> {
    let taken = 0
    for (let next = waiting[0]; next && next.tellAt <= until; next = waiting[0]) {
      const outcome = await line.tell(next)
      report({ event: 'scan', guard: user, checkpoint: next.checkpoint, outcome: outcome.type })
      if (outcome.type === 'later') break
      if (outcome.type === 'refused') options.onTrouble(`${user} at ${next.checkpoint}: ${outcome.reason}`)
      else taken++
      waiting.shift()
    }
    return taken
  }

  /** One whose line is slow holds up nobody else. */
  async function advanceOne(walker: (typeof walkers)[number]): Promise<number> {
    if (walker.isBusy) return 0
    walker.isBusy = true
    try {
      planRounds(walker, now())
      return await tellDue(walker, now())
    } finally {
      walker.isBusy = false
    }
  }

  return {
    async start() {
      await Promise.all(walkers.map(({ line }) => line.open()))
      const told = await Promise.all(walkers.map(advanceOne))
      report({ event: 'walking', guards: walkers.length, told: told.reduce((sum, count) => sum + count, 0) })
    },
    async advance() {
      await Promise.all(walkers.map(advanceOne))
    },
    async stop() {
      await Promise.all(walkers.map(({ line }) => line.close()))
    }
  }
}
