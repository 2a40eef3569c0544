/** A real MQTT client that keeps a ledger of what was acknowledged. */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'

export type Publisher = {
  client: MqttClient
  /** Resolves true when it was acknowledged (QoS 1), false when the connection ended first. */
  publish(topic: string, payload: unknown, qos?: 0 | 1 | 2): Promise<boolean>
  end(): Promise<void>
}

export type PublisherOptions = {
  port: number
  username?: string
  password?: string
  clientId?: string
  reconnect?: boolean
} & Pick<IClientOptions, 'will'>

export async function connectPublisher({ port, reconnect, ...login }: PublisherOptions): Promise<Publisher> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...login,
    reconnectPeriod: reconnect ? 100 : 0,
    connectTimeout: 5000
  })
  // A broker that is killed is what these tests are about.
  client.on('error', () => undefined)
  const lost = new Promise<boolean>((resolve) => client.once('close', () => resolve(false)))
  return {
    client,
    publish(topic, payload, qos = 1) {
      const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload)
      const acknowledged = client.publishAsync(topic, text, { qos }).then(
        () => true,
        () => false
      )
      return reconnect ? acknowledged : Promise.race([acknowledged, lost])
    },
    end: () => client.endAsync(true)
  }
}
