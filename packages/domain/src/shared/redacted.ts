/**
 * A secret on its way through the program. However it is printed, joined, serialised or logged it reads `<redacted>`;
 * only `reveal()` gives the text, so that every place where a secret leaves the wrapper can be searched for.
 *
 * `Kind` tells secrets apart at compile time: a `Redacted<'Password'>` is no `Redacted<'LicenseKey'>`.
 */
export class Redacted<Kind extends string> {
  static {
    // Node, Deno and Bun print a value by this method (https://nodejs.org/api/util.html#utilinspectcustom). Declared as a
    // member it would have no name that a declaration file could give.
    Object.defineProperty(this.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => '<redacted>' })
  }

  readonly #text: string
  readonly kind: Kind

  constructor(kind: Kind, text: string) {
    this.kind = kind
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  /** Not in constant time: for secrets that the program itself holds, never for checking a credential. */
  equals(other: Redacted<Kind>): boolean {
    return this.#text === other.#text
  }

  toString(): string {
    return '<redacted>'
  }

  toJSON(): string {
    return '<redacted>'
  }
}
