/** The service, ending itself with SIGKILL after the journal's commit and before the tickets'. */
import { createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'

const app = await createApp(loadConfig(process.env), {
  desk: (desk) => ({
    settle(changes, checkpoint) {
      if (changes.some(({ type }) => type === 'raised')) process.kill(process.pid, 'SIGKILL')
      return desk.settle(changes, checkpoint)
    }
  })
})
const { url, mqttPort } = await app.start()
process.stdout.write(`dashboard ${url}   mqtt port ${mqttPort}\n`)
