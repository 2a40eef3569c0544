/** The fields of a rule that say what is judged; a rule, a stage or a part has exactly one of these conditions. */
export const leafFields = ['below', 'above', 'is', 'not', 'falls', 'rises', 'fn', 'no_data', 'stuck', 'event'] as const
export type LeafField = (typeof leafFields)[number]
export const groupFields = ['all', 'any', 'none'] as const
export type GroupField = (typeof groupFields)[number]
export const conditionFields = [...leafFields, ...groupFields] as const
