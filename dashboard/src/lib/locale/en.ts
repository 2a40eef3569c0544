import { alarmEn } from './alarm-en.ts'
import { attachmentEn } from './attachment-en.ts'
import { mappingEn } from './mapping-en.ts'
import { patrolEn } from './patrol-en.ts'
import { patrolSetupEn } from './patrol-setup-en.ts'
import { peopleEn } from './people-en.ts'
import { planEn } from './plan-en.ts'
import { replayEn } from './replay-en.ts'
import { reportEn } from './report-en.ts'
import { ruleEn } from './rule-en.ts'
import { setupEn } from './setup-en.ts'
import { slaEn } from './sla-en.ts'
import { tellingEn } from './telling-en.ts'
import { ticketEn } from './ticket-en.ts'
import { wallEn } from './wall-en.ts'
import { workEn } from './work-en.ts'
import type { Words } from './zh.ts'

export const en: Words = {
  nav: {
    label: 'Main',
    overview: 'Overview',
    tickets: 'Tickets',
    my: 'Mine',
    alarms: 'Alarms',
    patrol: 'Patrol',
    reports: 'Reports',
    rejects: 'Rejects',
    setup: 'Setup'
  },
  page: {
    loading: 'Loading',
    retry: 'Try again',
    more: 'Load more',
    cancel: 'Cancel',
    crumbs: 'You are here',
    notFound: 'There is no such page',
    toOverview: 'Back to the overview'
  },
  session: {
    motto: 'Facility monitoring and maintenance tickets',
    username: 'User name',
    password: 'Password',
    login: 'Log in',
    logout: 'Log out',
    menu: 'User menu',
    needUsername: 'Enter your user name',
    needPassword: 'Enter your password',
    wrong: 'Wrong user name or password',
    tooMany: 'Too many attempts, try again later'
  },
  role: { viewer: 'Viewer', guard: 'Guard', engineer: 'Engineer', manager: 'Manager', admin: 'Administrator' },
  theme: { toLight: 'Switch to light', toDark: 'Switch to dark' },
  link: {
    connecting: 'Connecting',
    live: 'Live',
    lost: 'Offline',
    lostSince: 'Live connection lost, the page stands at {{time}}',
    mending: 'Reconnecting by itself; what was missed is fetched, no reload needed.'
  },
  error: {
    unexpected: 'Something broke on this page',
    noAnswer: 'The service does not answer',
    noAnswerHint: 'Check the network; it is tried again by itself.',
    invalid: 'Something is not right yet',
    conflict: 'Does not fit what is there',
    forbidden: 'Not allowed',
    notFound: 'Not found',
    notYet: 'Not supported in this version yet',
    service: 'The service failed'
  },
  fault: {
    required: 'required',
    longer: 'at least {{count}} characters',
    shorter: 'at most {{count}} characters',
    more: 'at least {{count}}',
    fewer: 'at most {{count}}',
    bound: 'has to be {{bound}}',
    choice: 'one of {{choices}}',
    time: 'no valid time',
    toCome: 'has to be a time to come',
    otherTag: 'not the tag of the equipment, nor of where it stands',
    noTag: 'no tag is known of what the ticket is about',
    sameHolder: 'has to be somebody else: {{holder}} has it',
    unknownField: 'there is no such field',
    inUse: 'is in use',
    fixed: 'cannot be changed',
    absent: 'there is no {{name}}',
    type: 'has to be {{type}}',
    types: {
      text: 'text',
      number: 'a number',
      whole: 'a whole number',
      flag: 'true or false',
      list: 'a list',
      mapping: 'a mapping'
    },
    form: 'has the wrong form',
    other: '{{message}}'
  },
  equipmentStatus: { alarm: 'Alarm', offline: 'Offline', warning: 'Warning', normal: 'Normal' },
  severity: { critical: 'Critical', major: 'Major', minor: 'Minor', info: 'Info' },
  priority: { P1: 'Urgent', P2: 'High', P3: 'Normal', P4: 'Low' },
  ticketStatus: {
    open: 'Open',
    assigned: 'Assigned',
    accepted: 'Accepted',
    arrived: 'On site',
    on_hold: 'On hold',
    resolved: 'Resolved',
    closed: 'Closed',
    cancelled: 'Cancelled'
  },
  ticketType: {
    fault: 'Fault',
    repair: 'Repair',
    complaint: 'Complaint',
    hazard: 'Hazard',
    qa: 'Quality',
    liaison: 'Liaison',
    review: 'Review',
    check: 'Check'
  },
  deviation: { low: 'Low', high: 'High', other: 'Not normal' },
  quality: {
    skewed: 'clock off',
    stuck: 'stuck',
    flat: 'flat',
    jumping: 'jumping',
    implausible: 'implausible',
    title: 'The sensor is doubtful'
  },
  value: { old: '{{span}} ago', never: 'never reported', seen: '{{span}} ago' },
  overview: {
    all: 'All',
    nowhere: 'No place given',
    none: 'No equipment yet',
    noneFound: 'No equipment matches',
    search: 'Search equipment, places',
    attention: 'Waiting tickets',
    allTickets: 'All {{count}}',
    toVerify: '{{count}} waiting for verification',
    calm: 'No tickets are waiting'
  },
  equipment: {
    kind: 'Kind',
    id: 'Id',
    lastSeen: 'Last heard',
    values: 'Live values',
    valuesHint: 'Choose one for its trend',
    normal: 'Normal',
    expected: 'Expected',
    alarms: 'Current alarms',
    tickets: 'Tickets',
    clockAhead: 'The clock of this device runs about {{span}} ahead: set it right',
    clockAheadHint: '{{names}}: readings are kept, but their time is yet to come, so they are neither current values nor judged.',
    noTickets: 'No tickets for this equipment'
  },
  attribute: {
    rated_current: 'Rated current (A)',
    rated_speed: 'Rated speed (m/s)',
    rated_power: 'Rated power (kW)',
    rated_flow: 'Rated flow (m³/h)',
    rated_pressure: 'Rated pressure (MPa)',
    rated_load: 'Rated load (kg)',
    set_pressure: 'Set pressure (MPa)',
    start_pressure: 'Start pressure (MPa)',
    stop_pressure: 'Stop pressure (MPa)',
    tank_volume: 'Tank volume (m³)',
    landings: 'Landings',
    lowest_floor: 'Lowest floor',
    elevation: 'Elevation (m)',
    point_type: 'Point type',
    manufacturer: 'Manufacturer',
    model: 'Model'
  },
  trend: {
    title: 'Trend',
    metric: 'Metric',
    range: 'Time range',
    hours1: '1 h',
    hours6: '6 h',
    hours24: '24 h',
    hours168: '7 d',
    reset: 'Back to 24 h',
    none: 'No data in this time',
    of: 'Trend of {{name}}',
    hint: 'Drag over a piece to zoom in. ',
    zoomed: 'Zoomed in and standing still; drag again to go deeper. ',
    band: 'The pale band is lowest to highest.',
    skewed: '{{value}} readings came with a time ahead of the server’s: kept, not judged.'
  },
  form: {
    required: 'Required',
    optional: 'Optional',
    note: 'Note',
    reason: 'Reason',
    until: 'Until',
    howLong: 'For',
    endsAt: 'Ends by itself at {{end}}',
    result: 'Result',
    peopleHint: 'Left empty: you',
    partsHint: 'Press Enter after each',
    sep: ': '
  },
  reject: {
    hint: 'MQTT messages that were acknowledged but not taken, and why.',
    none: 'No rejected messages',
    payload: 'Payload'
  },
  ...alarmEn,
  ...attachmentEn,
  ...mappingEn,
  ...patrolEn,
  ...patrolSetupEn,
  ...planEn,
  ...replayEn,
  ...wallEn,
  ...peopleEn,
  ...reportEn,
  ...ruleEn,
  ...setupEn,
  ...slaEn,
  ...tellingEn,
  ...ticketEn,
  ...workEn,
  toast: { p1: 'Urgent ticket', open: 'Open ticket' }
}
