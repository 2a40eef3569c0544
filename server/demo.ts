/** Entry of `npm run demo`: the whole service with the sample site, its simulators and one scripted fault; `--scenario NAME` plays more. */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createApp } from './app.ts'
import { loadConfig } from './config.ts'
import { dashboardUrls, ownHost } from './demo/addresses.ts'
import { connectApi } from './demo/api-client.ts'
import { prepareSampleSite, type SampleUser } from './demo/credentials.ts'
import { chooseFault, type ScriptedFault } from './demo/fault-choice.ts'
import { createSimulators } from './demo/simulators.ts'
import { prepareTags } from './demo/tags.ts'
import { SetupError } from './errors.ts'
import { stopOnSignals } from './signals.ts'

/** How long a scripted fault lasts before somebody repaired it. */
const faultLasts = '6m'
const template = fileURLToPath(new URL('../simulators/sites/demo.yaml', import.meta.url))

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function userLine({ id, name, role, password }: SampleUser): string {
  return `  ${id.padEnd(8)}${role.padEnd(10)}${password.padEnd(16)}${name}`
}

function faultLine(fault: ScriptedFault | undefined): string {
  if (!fault) return 'every scripted fault has an open ticket already: close some to see new ones'
  return `scripted fault: ${fault.fault} on ${fault.equipment}, its ticket (${fault.rule}) follows within 30 s`
}

async function runDemo(): Promise<void> {
  const { scenario = [] } = parseArgs({ options: { scenario: { type: 'string', multiple: true } } }).values
  const settings = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''))
  const env = { DATA_DIR: './data/demo', LOG_LEVEL: 'warn', ...settings }
  // Wrong settings are refused before anything is written.
  if (loadConfig(env).tls) throw new SetupError('TLS_CERT: the demo is for this machine and runs without TLS')
  const { siteFile, users, formerAdminPassword } = prepareSampleSite({ template, dataDir: env.DATA_DIR, env })
  const [admin] = users
  if (!admin) throw new SetupError(`${siteFile}: no users`)
  const config = loadConfig({ ...env, SITE_FILE: siteFile, ADMIN_PASSWORD: admin.password })

  const app = await createApp(config)
  let stopSimulators = async (): Promise<void> => undefined
  let stopping = false
  const stop = async () => {
    stopping = true
    await stopSimulators()
    await app.stop()
  }
  stopOnSignals(stop)
  const { httpPort, mqttPort } = await app.start()
  const url = `http://${ownHost(config.http.host)}:${httpPort}/`
  try {
    const api = await connectApi(url, {
      username: admin.id,
      password: admin.password,
      ...(formerAdminPassword !== undefined && { formerPassword: formerAdminPassword })
    })
    const { tagsFile, tags } = prepareTags({ dataDir: config.dataDir, checkpoints: await api.checkpoints(), now: Date.now() })
    await api.enrol(tags)
    const simulators = createSimulators({
      mqttUrl: `mqtt://${ownHost(config.mqtt.host)}:${mqttPort}`,
      siteFile,
      stateFile: join(config.dataDir, 'simulators.json'),
      backfill: '24h',
      guards: { url, tagsFile },
      scenarios: scenario,
      report: (message) => process.stderr.write(`${message}\n`)
    })
    stopSimulators = simulators.stop
    say('sending the history of the last 24 h …')
    await simulators.start()
    const [equipment, tickets] = await Promise.all([api.equipment(), api.openTickets()])
    const fault = chooseFault({ equipment, tickets, draw: (count) => randomInt(count) })
    const urls = dashboardUrls(config.http.host, httpPort)
    const passwords = join(config.dataDir, 'credentials.json')
    for (const line of ['ready', `dashboard  ${urls.join('  ')}`, `mqtt       port ${mqttPort}`, 'users']) say(line)
    for (const user of users) say(userLine(user))
    for (const line of [`passwords are kept in ${passwords}`, faultLine(fault)]) say(line)
    if (fault) simulators.play(`${fault.fault}:${fault.equipment}:${fault.delay}:${faultLasts}`)
  } catch (error) {
    // Told to stop while starting: that the rest of the start failed is no news.
    if (stopping) return
    await stop()
    throw error
  }
}

try {
  await runDemo()
} catch (error) {
  if (!(error instanceof Error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
