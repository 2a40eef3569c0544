/** What the gateway needs to know of the site; the server's register provides it. */
import type { MetricSpec } from './catalogue.ts'

/** Who is on the line after CONNECT. User name = id; anonymous guests have the id `anonymous`. */
export type Identity = {
  id: string
  kind: 'device' | 'reader' | 'anonymous'
  /** Equipment it speaks for; `all` for guests of an open site. */
  equipment: ReadonlySet<string> | 'all'
  /** Topic filters for foreign formats, publish and subscribe. */
  topics: readonly string[]
}

export type FieldEquipment = { id: string; metrics: Readonly<Record<string, MetricSpec>> }

export type FieldRegister = {
  readonly site: { id: string; timezone: string; anonymous: boolean }
  /** Enabled equipment by id. */
  equipment(id: string): FieldEquipment | undefined
  /** The device's or reader's identity when the password is right. Never throws for wrong credentials. */
  authenticate(username: string, password: string): Promise<Identity | undefined>
  /** The identity again without a password: for presence by device id and for changed entries. */
  identity(id: string): Identity | undefined
}
