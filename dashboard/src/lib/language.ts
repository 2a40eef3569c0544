/** Of the reader; Chinese is the house's own. */
export type Language = 'zh' | 'en'
