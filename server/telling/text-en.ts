import type { Texts } from './text.ts'

export const en: Texts = {
  event: {
    opened: 'New ticket',
    dispatched: 'Dispatched',
    redispatched: 'Dispatched again',
    assigned: 'Assigned',
    handed_on: 'Handed on',
    raised: 'Priority raised',
    reopened: 'Reopened',
    escalated: 'Time running out',
    permit_expired: 'Permit not closed in time',
    held: 'On hold',
    expected: 'Expected',
    progressed: 'Progress',
    resolved: 'Resolved',
    cancelled: 'Cancelled',
    bulletin: 'Daily status',
    position_missed: 'position not reported'
  },
  place: 'Place',
  action: 'First step',
  assignee: 'Assignee',
  eta: 'Expected at',
  note: 'Note',
  reason: 'Reason',
  until: 'Until',
  clock: (clock, percent) => `${percent}% of the time to ${clock.replaceAll('_', ' ')} is used up`,
  nobody: 'Nobody on duty is left to ask: somebody must assign it',
  purpose: { accept: 'Accept', hand_on: 'Hand on', expect: 'Give a time' },
  open: 'Open the ticket',
  digest: (tickets, messages, allNew) => (allNew ? `${tickets} new tickets` : `${messages} messages about ${tickets} tickets`),
  more: (tickets) => `and ${tickets} more: see the list of tickets`,
  cut: '… too long: open the ticket for the rest',
  part: (part, of) => ` (${part}/${of})`,
  outside: {
    expected: 'A technician is on the way',
    progressed: 'There is progress',
    resolved: 'The work is done'
  },
  counts: ({ opened, closed, open, dueToday, overdue }) =>
    `${opened} opened, ${closed} closed, ${open} open, ${dueToday} due today, ${overdue} overdue`,
  noTeam: 'Without a team',
  noScan: (from, to) => `no scan from ${from} to ${to}: scan at the nearest checkpoint`,
  test: (site) => `Wuxun test message: this channel of ${site} can be reached.`,
  page: {
    title: { accept: 'Accept the ticket', hand_on: 'Hand the ticket on', expect: 'Say when you will be there' },
    note: 'Note',
    colleague: 'To',
    time: 'Expected at',
    done: 'Done',
    doneText: { accept: 'The ticket is yours.', hand_on: 'The ticket is handed on.', expect: 'The time is noted.' },
    refused: 'Nothing was done',
    unknown: 'The link is not valid, or was altered.',
    expired: 'The link has expired. Log in instead.',
    used: 'The link was used before: each works once.',
    limits: 'The link works once, and acts in your name. Do not pass it on.',
    openTicket: 'Log in and open the ticket'
  }
}
