// What a dependency must be to come in. pnpm-workspace.yaml makes pnpm itself refuse most of what is not; this is what
// has to stand there, and what pnpm does not look at: licences.

/** SPDX identifiers (https://spdx.org/licenses/) that ask for no more than their text and a notice. */
export const ALLOWED_LICENSES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
]

/** Packages with another licence that are used all the same, and why. An exception that no package needs is a finding. */
export const LICENSE_EXCEPTIONS = [
  {
    packages: /^lightningcss(?:-|$)/,
    license: 'MPL-2.0',
    reason: 'Vite loads it, and its build for the platform, when it runs the tests: it is unchanged and not shipped',
  },
]

/**
 * What pnpm-workspace.yaml has to say, and why (https://pnpm.io/settings).
 *
 * @type {Readonly<Record<string, { holds: (value: unknown) => boolean, why: string }>>}
 */
export const REQUIRED_SETTINGS = {
  minimumReleaseAge: {
    holds: (value) => typeof value === 'number' && value >= 3 * 24 * 60,
    why: 'most malicious releases are found within three days (in minutes: 4320)',
  },
  minimumReleaseAgeStrict: { holds: (value) => value === true, why: 'too young is an error, not a warning' },
  trustPolicy: { holds: (value) => value === 'no-downgrade', why: 'a package that had provenance keeps it' },
  blockExoticSubdeps: { holds: (value) => value === true, why: 'no dependency brings one from git or a URL' },
  verifyDepsBeforeRun: { holds: (value) => value === 'error', why: 'what runs is what the lockfile says' },
  dangerouslyAllowAllBuilds: { holds: (value) => value === undefined, why: 'install scripts would run' },
}
