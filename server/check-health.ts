/** Asks the service that runs with these settings on this machine how it is: for the health check of a container. Exit code 0: well. */
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import { loadConfig } from './config.ts'

const { http, tls } = loadConfig(process.env)
const options = { host: '127.0.0.1', port: http.port, path: '/api/v1/health', timeout: 2500 }
// Its own certificate names the box as others see it, not this address.
const request = tls ? getSecure({ ...options, rejectUnauthorized: false }, judge) : getPlain(options, judge)
request.on('timeout', () => request.destroy(new Error('it does not answer in time')))
request.on('error', ({ message }) => {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
})

function judge(answer: { statusCode?: number | undefined; resume(): void }): void {
  process.exitCode = answer.statusCode === 200 ? 0 : 1
  answer.resume()
}
