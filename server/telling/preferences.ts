/** What each person wishes to be told, and how. */
import type { Preferences, PreferencesAnswer } from '../contract/telling.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { noPreferences, readChannelInfos, readPeople } from './directory.ts'
import { reaches } from './recipients.ts'

export type PreferencesStore = ReturnType<typeof createPreferencesStore>

export function createPreferencesStore(database: Database) {
  async function find(user: string): Promise<PreferencesAnswer> {
    const person = (await readPeople(database)).get(user)
    if (!person) throw new AppError('not_found', `There is no user ${user}.`)
    const channels = await readChannelInfos(database)
    return {
      user,
      ...person.preferences,
      available: channels.map((channel) => ({
        id: channel.id,
        name: channel.name,
        kind: channel.kind,
        reaches: reaches(channel, person)
      }))
    }
  }

  return {
    /** Throws `not_found`. */
    find,

    /** `urgentWaits` left out: stays, as only an admin may change it. Throws `not_found`, or `invalid` for an unknown channel. */
    async save(user: string, wish: Omit<Preferences, 'urgentWaits'> & { urgentWaits?: boolean }): Promise<PreferencesAnswer> {
      const known = new Set((await database.selectFrom('channels').select('id').execute()).map(({ id }) => id))
      const unknown = wish.channels.findIndex((id) => !known.has(id))
      if (unknown >= 0) {
        const field = `channels.${unknown}`
        throw new AppError('invalid', `Invalid: ${field}.`, {
          errors: [{ field, message: `expected the id of a channel: there is no ${wish.channels[unknown]}` }]
        })
      }
      const before = await find(user)
      const preferences: Preferences = { ...noPreferences, ...wish, urgentWaits: wish.urgentWaits ?? before.urgentWaits }
      const body = JSON.stringify(preferences)
      await database
        .insertInto('preferences')
        .values({ user, body })
        .onConflict((conflict) => conflict.column('user').doUpdateSet({ body }))
        .execute()
      return find(user)
    }
  }
}
