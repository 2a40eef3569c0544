/** The same broker and web server behind TLS: real files, a real process, SIGHUP. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { usualLimits } from '../../gateway/admission.ts'
import { SetupError } from '../../server/errors.ts'
import { loadTlsFiles } from '../../server/tls-files.ts'
import { type CertificateFiles, hasOpenssl, makeCertificate } from '../support/certificate.ts'
import { openMqttHouse } from '../support/mqtt-house.ts'
import { openRaw } from '../support/raw-mqtt.ts'
import { spawnService } from '../support/service.ts'
import { startTlsService, type TlsService } from '../support/tls-service.ts'

const telemetry = 'facility/demo/pump-1/telemetry'
const site = `
site: { id: demo, name: 示范小区 }
equipment:
  - { id: pump-1, kind: booster_pump, name: 1#生活水泵, location: B1 水泵房 }
devices:
  - { id: plc-1, password: s3cret, equipment: [pump-1] }
`

describe.skipIf(!hasOpenssl)('TLS (Debian: openssl)', () => {
  let folder: string
  let first: CertificateFiles
  let second: CertificateFiles
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wuxun-tls-'))
    first = makeCertificate(folder, 'first')
    second = makeCertificate(folder, 'second')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  describe('files that cannot be used', () => {
    const faultOf = (files: { certFile: string; keyFile: string }) => {
      try {
        loadTlsFiles(files)
      } catch (error) {
        if (error instanceof SetupError) return error.message
        throw error
      }
      return 'none'
    }

    it('are named with their setting', () => {
      const missing = join(folder, 'missing')
      const text = join(folder, 'text')
      writeFileSync(text, 'no certificate')
      expect(faultOf(first)).toBe('none')
      expect(faultOf({ ...first, certFile: missing })).toBe(`TLS_CERT: ${missing} cannot be read: ENOENT`)
      expect(faultOf({ ...first, keyFile: missing })).toBe(`TLS_KEY: ${missing} cannot be read: ENOENT`)
      expect(faultOf({ ...first, keyFile: folder })).toBe(`TLS_KEY: ${folder} cannot be read: EISDIR`)
      expect(faultOf({ ...first, certFile: text })).toBe(`TLS_CERT: ${text} holds no certificate in PEM`)
      expect(faultOf({ ...first, keyFile: text })).toBe(`TLS_KEY: ${text} holds no private key in PEM`)
      expect(faultOf({ ...first, keyFile: first.certFile })).toBe(`TLS_KEY: ${first.certFile} holds no private key in PEM`)
      expect(faultOf({ ...first, keyFile: second.keyFile })).toBe(
        `TLS_KEY: ${second.keyFile} does not belong to ${first.certFile}`
      )
    })

    it('end the start with that one line and code 1', async () => {
      const missing = join(folder, 'missing')
      const { child, dataDir } = await spawnService({ site, env: { TLS_CERT: missing, TLS_KEY: first.keyFile } })
      let line = ''
      child.stderr.on('data', (chunk: Buffer) => {
        line += chunk.toString()
      })
      const code = await new Promise((resolve) => child.once('close', resolve))
      rmSync(dataDir, { recursive: true, force: true })
      expect({ code, line }).toEqual({ code: 1, line: `TLS_CERT: ${missing} cannot be read: ENOENT\n` })
    })
  })

  it('gives up a stranger who stays silent in the handshake', async () => {
    await using house = await openMqttHouse({ limits: { ...usualLimits, introductionMs: 200 } })
    const certificate = { cert: readFileSync(first.certFile), key: readFileSync(first.keyFile) }
    const port = await house.gateway.startTls({ port: 0, certificate })
    await (await openRaw(port)).closed
    expect(house.gateway.figures().refused).toEqual({ 'no CONNECT': 1 })
  })

  describe('the service', () => {
    let service: TlsService
    let live: CertificateFiles
    const clients: MqttClient[] = []

    beforeAll(async () => {
      live = { certFile: join(folder, 'live.crt'), keyFile: join(folder, 'live.key'), cert: first.cert }
      install(first)
      service = await startTlsService({ site, files: live })
    })
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.endAsync(true)
    })
    afterAll(async () => {
      expect(await service.stop()).toBe(0)
      service.remove()
    })

    function install({ certFile, keyFile }: CertificateFiles): void {
      copyFileSync(certFile, live.certFile)
      copyFileSync(keyFile, live.keyFile)
    }

    async function connect(url: string, ca: string): Promise<MqttClient> {
      const client = await connectAsync(url, { username: 'plc-1', password: 's3cret', ca, reconnectPeriod: 0 })
      clients.push(client)
      return client
    }

    /** Name of the certificate that a new connection to this port is shown. */
    async function shown(port: number): Promise<string | undefined> {
      const socket: TLSSocket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      await new Promise((resolve, reject) => {
        socket.once('secureConnect', resolve)
        socket.once('error', reject)
      })
      const { CN } = socket.getPeerCertificate().subject
      socket.destroy()
      return String(CN)
    }

    const healthOver = (ca: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        get(`https://127.0.0.1:${service.httpPort}/api/v1/health`, { ca, agent: false }, (response) => {
          response.resume()
          resolve(response.statusCode)
        }).once('error', reject)
      })

    it('takes readings over MQTT with TLS and over wss, beside plain MQTT', async () => {
      for (const url of [
        `mqtts://127.0.0.1:${service.mqttTlsPort}`,
        `wss://127.0.0.1:${service.httpPort}/mqtt`,
        `mqtt://127.0.0.1:${service.mqttPort}`
      ]) {
        const client = await connect(url, first.cert)
        await client.publishAsync(telemetry, '{"values":{"outlet_pressure":0.4}}', { qos: 1 })
      }
      expect(await healthOver(first.cert)).toBe(200)
    })

    it('counts what comes through all doors in /metrics', async () => {
      const text = await new Promise<string>((resolve, reject) => {
        get(`https://127.0.0.1:${service.httpPort}/metrics`, { ca: first.cert, agent: false }, (response) => {
          response.toArray().then((parts: Buffer[]) => resolve(Buffer.concat(parts).toString()), reject)
        }).once('error', reject)
      })
      expect(text).toMatch(/^wuxun_mqtt_connects_total 3$/m)
      expect(text).toMatch(/^wuxun_mqtt_received_bytes_total [1-9]\d{2,}$/m)
    })

    it('refuses a wrong password over both with its code', async () => {
      for (const url of [`mqtts://127.0.0.1:${service.mqttTlsPort}`, `wss://127.0.0.1:${service.httpPort}/mqtt`]) {
        const wrong = connectAsync(url, { username: 'plc-1', password: 'guess', ca: first.cert, reconnectPeriod: 0 })
        await expect(wrong).rejects.toMatchObject({ code: 4 })
      }
    })

    it('shows the new certificate after SIGHUP and keeps what is connected', async () => {
      const mqtts = await connect(`mqtts://127.0.0.1:${service.mqttTlsPort}`, first.cert)
      const wss = await connect(`wss://127.0.0.1:${service.httpPort}/mqtt`, first.cert)
      let ended = 0
      for (const client of [mqtts, wss]) client.once('close', () => ended++)
      install(second)
      service.process.kill('SIGHUP')
      await expect.poll(() => shown(service.mqttTlsPort)).toBe('second')
      await expect.poll(() => shown(service.httpPort)).toBe('second')
      for (const client of [mqtts, wss]) {
        await client.publishAsync(telemetry, '{"values":{"outlet_pressure":0.4}}', { qos: 1 })
      }
      expect(ended).toBe(0)
      expect(await healthOver(second.cert)).toBe(200)
    })

    it('keeps the old certificate when the new one cannot be used, and says so', async () => {
      const before = await shown(service.mqttTlsPort)
      writeFileSync(live.keyFile, 'half a key')
      const said = service.nextLogLine('TLS_KEY')
      service.process.kill('SIGHUP')
      expect(await said).toContain('holds no private key in PEM')
      expect(await shown(service.mqttTlsPort)).toBe(before)
      expect(await shown(service.httpPort)).toBe(before)
    })

    it('outlives strangers that speak no TLS or stop in the handshake', async () => {
      for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\x10\x0c\x00\x04MQTT', '\x16\x03\x01\x02\x00\x01']) {
        for (const port of [service.mqttTlsPort, service.httpPort]) {
          const socket = connectSocket(port, '127.0.0.1')
          socket.on('error', () => undefined)
          socket.end(bytes)
          await new Promise((resolve) => socket.once('close', resolve))
        }
      }
      expect(await shown(service.mqttTlsPort)).toBeDefined()
    })
  })
})
