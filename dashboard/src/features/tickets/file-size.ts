const units = ['B', 'KB', 'MB'] as const

/** `340 KB`, `1.2 MB`: by 1024, as phones and file managers show it. */
export function formatFileSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value < 10 && unit > 0 ? Math.round(value * 10) / 10 : Math.round(value)} ${units[unit]}`
}
