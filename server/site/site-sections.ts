/** The sections of the site file that hold entries. */
export const entrySections = [
  'equipment',
  'devices',
  'readers',
  'rules',
  'checkpoints',
  'routes',
  'users',
  'mappings',
  'sources',
  'teams',
  'contractors',
  'shifts',
  'staff',
  'certificates'
] as const
export type EntrySection = (typeof entrySections)[number]

/** Those whose entries have an id of their own; that of a mapping or of staff is made of what it says. */
export const idSections = entrySections.filter((section) => section !== 'mappings' && section !== 'staff')
