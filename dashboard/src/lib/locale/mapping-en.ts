import type { mappingZh } from './mapping-zh.ts'

export const mappingEn: typeof mappingZh = {
  mapping: {
    unknown: 'Unknown points',
    unknownHint:
      'Data that arrives without anybody having said whose it is (Zigbee2MQTT, Tasmota, LoRaWAN…). Mapped, it counts from the next message on, without a restart.',
    unknownNone: 'No unknown points. They show up here by themselves when messages of other formats arrive.',
    unknownSome: 'Only the {{count}} heard last are listed; the others follow as these are mapped.',
    ago: '{{span}} ago',
    messages: '{{count}} messages',
    payload: 'Last message',
    map: 'Map',
    mapTitle: 'Map {{device}} / {{field}}',
    last: 'Last value',
    source: 'From',
    onlySender: '{{sender}} only',
    anySender: 'any {{source}} message',
    equipment: 'Equipment',
    metric: 'Metric',
    fromUnit: 'Unit it comes in',
    fromUnitHint: 'Told in {{unit}}; left empty, the same',
    unitTold: 'The message itself says {{unit}}',
    scale: 'Times',
    scaleZero: 'Not 0',
    offset: 'Plus',
    invert: 'Invert (on ↔ off)',
    mapped: 'Mappings',
    mappedNone: 'No mappings yet.',
    inverted: 'inverted',
    remove: 'Delete',
    removeAsk: 'Delete this mapping? Messages no longer count from now on; what is recorded stays.'
  },
  import: {
    title: 'Import history',
    hint: 'One reading a line. The columns of CSV are equipment,metric,ts,value; NDJSON has an object of these fields a line. May be compressed with gzip. The same file twice doubles nothing, and no alarm is raised.',
    drop: 'Choose a file, or drop it here',
    types: '.csv, .ndjson, .jsonl, also with .gz',
    wrongType: '“{{name}}” is no .csv, .ndjson or .jsonl file.',
    sent: 'Sending {{name}}: leave this page open',
    finished: 'Imported {{value}} readings',
    recent: 'Latest imports',
    none: 'Nothing imported yet.',
    state: { running: 'Running', done: 'Done', failed: 'Failed', interrupted: 'Interrupted' },
    lines: '{{value}} lines',
    stored: '{{value}} stored',
    rejected: '{{value}} rejected',
    again: 'What was stored stays; the same file may be imported again.',
    rejects: 'Rejected lines',
    firstRejects: 'The first {{count}} rejected lines',
    line: 'Line {{line}}'
  }
}
