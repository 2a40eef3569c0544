/** Entry of `npm start`: read the settings, build the app, run until told to stop. */
import { createApp } from './app.ts'
import { loadConfig } from './config.ts'
import { SetupError } from './errors.ts'
import { stopOnSignals } from './signals.ts'

try {
  const app = await createApp(loadConfig(process.env))
  stopOnSignals(app.stop)
  const { url, mqttPort, generatedPassword } = await app.start()
  process.stdout.write(`dashboard ${url}   mqtt port ${mqttPort}\n`)
  if (generatedPassword) process.stdout.write(`user admin, password ${generatedPassword} (shown once)\n`)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
