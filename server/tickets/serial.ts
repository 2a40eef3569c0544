/** Runs one task at a time, in the order of the calls; a failing task does not stop the next. */
export type Serial = <Result>(task: () => Promise<Result>) => Promise<Result>

export function createSerial(): Serial {
  let tail: Promise<unknown> = Promise.resolve()
  return (task) => {
    const result = tail.then(task)
    // The caller gets the failure from `result`; here it must only not keep the next task from running.
    tail = result.catch(() => undefined)
    return result
  }
}
