import type { wallZh } from './wall-zh.ts'

export const wallEn: typeof wallZh = {
  wall: {
    title: 'Wall screen',
    alarms: 'Alarms',
    noAlarms: 'No alarms',
    tickets: 'Open tickets',
    noTickets: 'No open tickets',
    rounds: 'Rounds today',
    noRounds: 'No rounds today',
    late: 'Missed: {{count}}',
    page: '{{page}}/{{pages}}',
    live: 'Live',
    connecting: 'Connecting',
    lost: 'Connection lost: data of {{time}}',
    lostFor: 'for {{span}}, reconnecting',
    noKey: 'This address has no wall key, and nobody is logged in. An admin makes the address in Setup, Wall keys.',
    revoked: 'The wall key is none, or was revoked. An admin can make a new address.',
    unreachable: 'The service does not answer; trying again'
  },
  wallKey: {
    hint: 'A wall address only shows, does nothing, and does not run out; once revoked its screens go dark. The key is in the address and is shown once.',
    name: 'Where it hangs',
    made: 'Address of the wall screen',
    once: 'The address is shown this once: copy it to the screen’s browser now.',
    createdAt: 'Made {{time}} by {{who}}',
    usedAt: 'Last used {{time}}',
    unused: 'Not used yet',
    revoke: 'Revoke',
    revokeAsk: 'Revoke the key of “{{name}}”? Its screens go dark at once.',
    english: 'Address in English'
  }
}
