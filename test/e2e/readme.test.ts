/** What the README tells people to copy does what it says. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { io } from 'socket.io-client'
import { expect, it } from 'vitest'
import type { TicketItem } from '../../server/contract/tickets.ts'
import { connectPublisher } from '../support/publisher.ts'
import { adminPassword, startService } from '../support/service.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

it('connects a device as the README says, and the ticket opens', async () => {
  const site = /<<'YAML'\n([\s\S]*?)\nYAML/.exec(readme)?.[1] ?? ''
  const command = /^mosquitto_pub .*$/m.exec(readme)?.[0] ?? ''
  const [, username = '', password = '', topic = '', payload = ''] =
    /-u (\S+) -P (\S+) -q 1 -t (\S+) -m '(.*)'$/.exec(command) ?? []
  const service = await startService({ site })
  try {
    const api = await service.login('admin', adminPassword)
    const live = io(`${service.url}/live`, { auth: { token: api.token } })
    const opened = new Promise<TicketItem>((resolve) => live.once('ticket', resolve))
    await new Promise<void>((resolve) => live.once('connect', resolve))
    if (spawnSync('mosquitto_pub', ['--help']).error) {
      const device = await connectPublisher({ port: service.mqttPort, username, password })
      expect(await device.publish(topic, payload)).toBe(true)
      await device.end()
    } else {
      const shell = `${command.replace('mosquitto_pub', `mosquitto_pub -h 127.0.0.1 -p ${service.mqttPort}`)}`
      expect(spawnSync('bash', ['-c', shell]).status).toBe(0)
    }
    const ticket = await opened
    live.disconnect()
    expect(readme).toContain(`the ticket ${ticket.title} is open`)
    expect(ticket).toMatchObject({ equipment: 'pump-1', rule: 'booster_pump.outlet_low', priority: 'P1' })
  } finally {
    await service.kill()
    await service.remove()
  }
})

it('names only files that exist', () => {
  const links = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, path]) => path ?? '')
  expect(links.length).toBeGreaterThan(10)
  expect(links.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([])
})
