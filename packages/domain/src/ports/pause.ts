/**
 * Waits so many milliseconds before something is tried again, or until whoever asked for it waits no longer, if that is
 * sooner.
 *
 * @param milliseconds zero or more; zero only asks whether they still wait
 * @returns whether they still wait
 */
export type Pause = (milliseconds: number) => Promise<boolean>
