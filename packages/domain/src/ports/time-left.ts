/**
 * For how many milliseconds whoever asked for the work at hand still waits for its answer; for work that nobody waits
 * for, as long as a request may take. Zero or less: nobody waits any more, so nothing is to be begun.
 */
export type TimeLeft = () => number
