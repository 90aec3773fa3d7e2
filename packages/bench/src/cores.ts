/** Servers on one core, load on another: neither takes time from the other. */
export const SERVER_CORE = 0
export const LOAD_CORE = 1

/** A command and its arguments that run `program` on that core only (taskset of util-linux). */
export function pinned(core: number, program: string, args: readonly string[]): readonly [string, readonly string[]] {
  return ['taskset', ['--cpu-list', String(core), program, ...args]]
}
