/** The service, ending itself with SIGKILL at its first message: `CRASH_AT=before` it is sent, or `after` it was taken. */
import { createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { send } from '../../server/telling/senders/senders.ts'

const app = await createApp(loadConfig(process.env), {
  async send(...given) {
    if (process.env['CRASH_AT'] === 'after') await send(...given)
    process.kill(process.pid, 'SIGKILL')
    return { ok: false, retry: 'later', answer: 'killed' }
  }
})
const { url, mqttPort } = await app.start()
process.stdout.write(`dashboard ${url}   mqtt port ${mqttPort}\n`)
