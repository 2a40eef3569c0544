/** The ports, opened last: from here on somebody may come in. */
import type { Server } from 'node:http'
import { Server as TlsServer } from 'node:tls'
import type { Gateway } from '../../gateway/gateway.ts'
import type { Certificate } from '../../gateway/tcp-doors.ts'
import type { Config } from '../config.ts'
import { listen } from './start-faults.ts'

export type DoorsOptions = {
  config: Pick<Config, 'http' | 'mqtt'>
  /** null: without TLS. `mqttPort` null: HTTPS only. */
  tls: (Certificate & { mqttPort: number | null }) | null
  http: { server: Server; listen(address: { host: string; port: number }): Promise<unknown> }
  gateway: Pick<Gateway, 'start' | 'startTls' | 'stop' | 'renewCertificate'>
  /** Gets a way to close the gateway's. */
  stops: (() => unknown)[]
}

export type Doors = {
  httpPort: number
  mqttPort: number
  mqttTlsPort?: number
  /** New connections get this certificate; open ones stay. */
  renew(certificate: Certificate): void
}

/** @throws SetupError that names the setting of a port that is taken */
export async function openDoors({ config, tls, http, gateway, stops }: DoorsOptions): Promise<Doors> {
  await listen('HTTP_PORT', config.http.port, () => http.listen({ ...config.http }))
  stops.push(() => gateway.stop())
  const { port: mqttPort } = await listen('MQTT_PORT', config.mqtt.port, gateway.start)
  const tlsPort = tls?.mqttPort ?? null
  const mqttTlsPort =
    tls && tlsPort !== null
      ? await listen('MQTT_TLS_PORT', tlsPort, () => gateway.startTls({ port: tlsPort, certificate: tls }))
      : undefined
  const address = http.server.address()
  return {
    httpPort: typeof address === 'object' && address ? address.port : config.http.port,
    mqttPort,
    ...(mqttTlsPort !== undefined && { mqttTlsPort }),
    renew(certificate) {
      gateway.renewCertificate(certificate)
      if (http.server instanceof TlsServer) http.server.setSecureContext(certificate)
    }
  }
}
