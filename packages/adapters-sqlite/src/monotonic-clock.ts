/**
 * Milliseconds since a moment of no meaning, on a clock that nobody can set: for how long something took. A port, so that
 * tests decide when time has passed.
 */
export type MonotonicClock = () => number

export const processClock: MonotonicClock = () => performance.now()
