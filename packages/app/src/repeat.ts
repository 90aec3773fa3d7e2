/** Does `task`, which never rejects, over and over, with a pause before each time. @returns what ends it */
export type Repeat = (pauseMs: number, task: () => Promise<void>) => () => void

/** Never keeps the process from ending. */
export const repeat: Repeat = (pauseMs, task) => {
  let timer = afterPause()
  let ended = false

  function afterPause(): NodeJS.Timeout {
    return setTimeout(() => void run(), pauseMs).unref()
  }

  async function run(): Promise<void> {
    await task()
    if (!ended) timer = afterPause()
  }

  return () => {
    ended = true
    clearTimeout(timer)
  }
}
