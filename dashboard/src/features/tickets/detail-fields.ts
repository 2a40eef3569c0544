/** Readers of a free detail: what is there in the wanted form, else undefined. */
export function fieldsOf(detail: Readonly<Record<string, unknown>>) {
  return {
    text(name: string): string | undefined {
      const value = detail[name]
      return typeof value === 'string' && value !== '' ? value : undefined
    },
    list(name: string): string[] | undefined {
      const value = detail[name]
      return Array.isArray(value) && value.length > 0 ? value.map(String) : undefined
    },
    number(name: string): number | undefined {
      const value = detail[name]
      return typeof value === 'number' ? value : undefined
    }
  }
}
