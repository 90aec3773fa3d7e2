/** Lets everything else that waits have its turn: a loop of reads that never leave the process would keep it out. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
