import { readdirSync, readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { buildSiteFile } from './bench-site.ts'
import { takeCores } from './cores.ts'
import { startBareAedes } from './brokers.ts'
import { createPumps, measureLoad } from './figures.ts'
import { createLedger } from './ledger.ts'
import { startService, journalOf, readMetric } from './service.ts'
import { checkStored } from './stored.ts'
const [program, seconds = '6', profileDir, rate] = process.argv.slice(2)
const cores = takeCores()
const folder = mkdtempSync('/tmp/wuxun-quick-')
writeFileSync(join(folder, 'site.yaml'), buildSiteFile(10))
const threads = (pid: number) => new Map(readdirSync(`/proc/${pid}/task`).map((t) => {
  const s = readFileSync(`/proc/${pid}/task/${t}/stat`, 'utf8'); const f = s.slice(s.lastIndexOf(')') + 2).split(' ')
  return [t + ' ' + s.slice(s.indexOf('(') + 1, s.lastIndexOf(')')), (Number(f[11]) + Number(f[12])) * 10] as const }))
const diff = (a: Map<string, number>, b: Map<string, number>, n: number) => [...b].map(([k, v]) => [k, v - (a.get(k) ?? 0)] as const).filter(([, v]) => v > 20).map(([k, v]) => `${k}: ${(v * 1000 / n).toFixed(1)} µs`).join(', ')
const service = await startService({ cores, program: program ?? '', dataDir: join(folder, 'data'), siteFile: join(folder, 'site.yaml'), profileDir: profileDir || undefined })
const ledger = createLedger()
const pumps = createPumps()
await delay(1000)
const pace = rate ? { perSecond: Number(rate) } : { window: 20 }
const clients = rate ? 200 : 50
await measureLoad({ port: service.mqttPort, pumps, clients, pace, warmupMs: 2000, measureMs: 10, ledger })
for (let i = 0; i < 3; i++) {
  const a = threads(service.pid); const n0 = ledger.total()
  const r = await measureLoad({ port: service.mqttPort, pumps, clients, pace, warmupMs: 0, measureMs: Number(seconds) * 1000, ledger })
  const n = ledger.total() - n0
  const b = threads(service.pid)
  const cpu = [...b].reduce((s, [k, v]) => s + v - (a.get(k) ?? 0), 0)
  console.log(`${r.perSecond.toFixed(0)}/s p50 ${r.p50.toFixed(2)} p99 ${r.p99.toFixed(2)} max ${r.max.toFixed(1)} cpu/msg ${(cpu * 1000 / n).toFixed(1)} µs rss ${(service.memory() / 1048576).toFixed(0)} load cpu ${r.loadCpu.toFixed(2)} | ${diff(a, b, n)}`)
}
const commits = await (await fetch(`${service.url}/metrics`)).text()
const sum = /wuxun_commit_group_messages_sum (\S+)/.exec(commits)?.[1], cnt = /wuxun_commit_group_messages_count (\S+)/.exec(commits)?.[1], sec = /wuxun_commit_seconds_sum (\S+)/.exec(commits)?.[1]
console.log('groups', cnt, 'avg size', Number(sum) / Number(cnt), 'avg ms', 1000 * Number(sec) / Number(cnt))
await service.stop()
console.log(JSON.stringify(await checkStored(journalOf(join(folder, 'data')), ledger.entries())))
const s2 = await startService({ cores, program: program ?? '', dataDir: join(folder, 'data'), siteFile: join(folder, 'site.yaml') })
console.log('restart', s2.healthyAfterMs.toFixed(0), 'first start', service.healthyAfterMs.toFixed(0)); await s2.stop()
if (!profileDir) { const aedes = await startBareAedes(cores)
const r = await measureLoad({ port: aedes.port, pumps, clients, pace, warmupMs: 1000, measureMs: 3000 })
console.log(`aedes ${r.perSecond.toFixed(0)}/s p50 ${r.p50.toFixed(2)} p99 ${r.p99.toFixed(2)}  load ${r.loadCpu}`); await aedes.stop() }
rmSync(folder, { recursive: true })
