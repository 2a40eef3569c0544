/** Small settings of this browser. Never secrets: the session is an httpOnly cookie. */
export type StoredValue = { get: () => string | null; set: (value: string | null) => void }

/** Private windows may refuse storage: then the setting lives until the page closes. */
export function createStoredValue(name: string): StoredValue {
  const key = `wuxun.${name}`
  let memory: string | null = null
  return {
    get() {
      try {
        return window.localStorage.getItem(key) ?? memory
      } catch {
        return memory
      }
    },
    set(value) {
      memory = value
      try {
        if (value === null) window.localStorage.removeItem(key)
        else window.localStorage.setItem(key, value)
      } catch {
        memory = value
      }
    }
  }
}
