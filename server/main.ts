/** Entry of `npm start`: read the settings, build the app, run until told to stop. */
import { createApp } from './app.ts'
import { loadConfig } from './config.ts'
import { SetupError } from './errors.ts'
import { reloadOnHangup, stopOnSignals } from './signals.ts'

try {
  const config = loadConfig(process.env)
  const app = await createApp(config)
  stopOnSignals(app.stop)
  if (config.tls) reloadOnHangup(app.reload)
  const { url, mqttPort, mqttTlsPort, generatedPassword } = await app.start()
  const tls = mqttTlsPort === undefined ? '' : `   mqtt over TLS port ${mqttTlsPort}`
  process.stdout.write(`dashboard ${url}   mqtt port ${mqttPort}${tls}\n`)
  if (generatedPassword) process.stdout.write(`user admin, password ${generatedPassword} (shown once)\n`)
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
