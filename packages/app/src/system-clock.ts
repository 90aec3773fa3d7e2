import { instant, type Clock } from '@keybox/domain'

/** Asks at each call, so that whoever replaces the global clock of the process is followed. */
export const systemClock: Clock = { now: () => instant(Date.now()) }
