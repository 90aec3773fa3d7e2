import type { License, ValidateLicenseCommand } from '@keybox/domain'

/** What a body asks. */
export interface Question {
  /** The body itself. */
  readonly text: string
  /** What it says, which depends on nothing else. */
  readonly command: ValidateLicenseCommand
  /** What it was told when it was last asked, if its licence was active. */
  readonly told: Told | undefined
}

/** A reply that says that a licence is active. It is right for whoever is found to have one with just these facts. */
export interface Told {
  readonly license: License
  readonly reply: string
}
