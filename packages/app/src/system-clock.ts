import { instant, type Clock } from '@keybox/domain'

/**
 * Asks at each call, so that whoever replaces the global clock of the process is followed, also by one that counts in
 * fractions of a millisecond.
 */
export const systemClock: Clock = { now: () => instant(Math.floor(Date.now())) }
