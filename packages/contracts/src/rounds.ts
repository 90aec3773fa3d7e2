/**
 * How often a race is run: `usual` times in every run, or as often as the environment says, as in
 *
 *     KEYBOX_ROUNDS=500 node node_modules/vitest/vitest.mjs run -t 'contract: (races|create-project-faults)'
 *
 * @throws RangeError when KEYBOX_ROUNDS is no whole number above zero
 */
export function rounds(usual: number): number {
  const wanted = process.env['KEYBOX_ROUNDS']
  if (wanted === undefined || wanted === '') return usual
  const count = Number(wanted)
  if (!Number.isInteger(count) || count < 1) throw new RangeError('KEYBOX_ROUNDS must be a whole number above zero')
  return count
}

/** What a test with `rounds` rounds may take before it counts as hung, in milliseconds: generous, for busy machines. */
export function roundsTimeout(count: number): number {
  return 60_000 + count * 5_000
}
