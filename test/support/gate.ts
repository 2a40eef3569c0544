/** A promise that the test settles. */
export type Gate = { passed: Promise<void>; open(): void; fail(error: Error): void }

export function createGate(): Gate {
  let open: () => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const passed = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  // It may break before anybody has come to it.
  passed.catch(() => undefined)
  return { passed, open: () => open(), fail: (error) => fail(error) }
}
