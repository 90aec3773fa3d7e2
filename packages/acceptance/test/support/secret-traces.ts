/** A secret to look for, and what to call it when it is found: a report must not quote it. */
export interface Secret {
  readonly name: string
  readonly text: string
}

/** Names of the secrets that stand in `bytes` in clear, in UTF-16, in hex, or in base64 at any alignment. */
export function secretsIn(bytes: Buffer, secrets: readonly Secret[]): readonly string[] {
  return secrets.flatMap(({ name, text }) =>
    Object.entries(tracesOf(text)).flatMap(([form, trace]) => (bytes.includes(trace) ? [`${name} in ${form}`] : [])),
  )
}

/** A key whole, and its secret part alone: the project's id before it stands in the store in clear. */
export function keySecrets(name: string, key: string): readonly Secret[] {
  const segments = key.split('-').slice(-3)
  return [
    { name, text: key },
    { name: `the last segments of ${name}`, text: segments.join('-') },
    { name: `the symbols of ${name}`, text: segments.join('') },
  ]
}

function tracesOf(text: string): Readonly<Record<string, string | Buffer>> {
  const hex = Buffer.from(text).toString('hex')
  const aligned = [0, 1, 2].flatMap((shift) => {
    const base64 = base64At(text, shift)
    return [
      [`base64 at ${shift}`, base64],
      [`base64url at ${shift}`, base64.replaceAll('+', '-').replaceAll('/', '_')],
    ]
  })
  const utf16 = Buffer.from(text, 'utf16le')
  const encoded = { 'UTF-16LE': utf16, 'UTF-16BE': Buffer.from(utf16).swap16() }
  return { clear: text, ...encoded, hex, 'upper-case hex': hex.toUpperCase(), ...Object.fromEntries(aligned) }
}

/** What of a base64 text depends on `text` alone when `shift` other bytes stand before it (RFC 4648 §4). */
function base64At(text: string, shift: number): string {
  const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64')
  return whole.slice(shift === 0 ? 0 : 4)
}
