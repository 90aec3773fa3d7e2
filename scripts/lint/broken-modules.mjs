// What the lint rules are for: a module for each that breaks it and no other.

const IN_SOURCE = 'packages/app/src'
const IN_DOMAIN = 'packages/domain/src'
const IN_TEST = 'packages/app/test'

/** @type {readonly (readonly [rule: string, path: string, text: string])[]} */
const BROKEN = [
  [
    'typescript(no-explicit-any)',
    `${IN_SOURCE}/any.ts`,
    `export function taken(value: any): unknown {\n  return value\n}\n`,
  ],
  [
    'typescript(no-non-null-assertion)',
    `${IN_SOURCE}/non-null.ts`,
    `export const first = (list: readonly string[]): string => list[0]!\n`,
  ],
  [
    'typescript(no-floating-promises)',
    `${IN_SOURCE}/floating.ts`,
    `export function start(work: () => Promise<void>): void {\n  work()\n}\n`,
  ],
  [
    'typescript(no-misused-promises)',
    `${IN_SOURCE}/misused.ts`,
    `export function later(wait: (run: () => void) => void, work: () => Promise<void>): void {\n  wait(work)\n}\n`,
  ],
  [
    'typescript(switch-exhaustiveness-check)',
    `${IN_SOURCE}/not-exhaustive.ts`,
    `export function sound(animal: 'cat' | 'dog'): string {\n  switch (animal) {\n    case 'cat':\n      return 'meow'\n  }\n  return ''\n}\n`,
  ],
  [
    'typescript(only-throw-error)',
    `${IN_SOURCE}/thrown.ts`,
    `export function fail(): never {\n  throw 'no error'\n}\n`,
  ],
  [
    'typescript(no-unsafe-member-access)',
    `${IN_SOURCE}/unsafe-access.ts`,
    `export const idOf = (text: string): unknown => JSON.parse(text).id\n`,
  ],
  [
    'typescript(no-unsafe-argument)',
    `${IN_SOURCE}/unsafe-argument.ts`,
    `export const lengthOf = (count: (text: string) => number, text: string): number => count(JSON.parse(text))\n`,
  ],
  ['typescript(ban-ts-comment)', `${IN_SOURCE}/ignored.ts`, `// @ts-ignore\nexport const wrong: number = 'one'\n`],
  [
    'typescript(consistent-type-imports)',
    `${IN_SOURCE}/type-import.ts`,
    `import { Shape } from './shape.ts'\nexport const areaOf = (shape: Shape): number => shape.area\n`,
  ],
  [
    'typescript(restrict-template-expressions)',
    `${IN_SOURCE}/template.ts`,
    'export const text = (value: Date): string => `${value}`\n',
  ],
  [
    'eslint(eqeqeq)',
    `${IN_SOURCE}/equality.ts`,
    `export const same = (one: unknown, other: unknown): boolean => one == other\n`,
  ],
  [
    'eslint(max-lines)',
    `${IN_SOURCE}/long.ts`,
    Array.from({ length: 301 }, (_, line) => `export const line${line} = ${line}\n`).join(''),
  ],
  [
    'eslint(complexity)',
    `${IN_SOURCE}/complex.ts`,
    `export function worth(n: number): number {\n${Array.from({ length: 11 }, (_, i) => `  if (n === ${i}) return ${i * 2}\n`).join('')}  return n\n}\n`,
  ],
  [
    'eslint(max-params)',
    `${IN_SOURCE}/parameters.ts`,
    `export const sum = (a: number, b: number, c: number, d: number, e: number, f: number): number => a + b + c + d + e + f\n`,
  ],
  [
    'eslint(max-depth)',
    `${IN_SOURCE}/deep.ts`,
    `export function deep(a: boolean): number {\n  for (const b of [a]) {\n    for (const c of [b]) {\n      for (const d of [c]) {\n        if (d) return 1\n      }\n    }\n  }\n  return 0\n}\n`,
  ],
  ['eslint(no-console)', `${IN_SOURCE}/console.ts`, `export const say = (): void => console.log('hello')\n`],
  ['eslint(no-restricted-properties)', `${IN_SOURCE}/now.ts`, `export const now = (): number => Date.now()\n`],
  ['eslint(no-restricted-properties)', `${IN_SOURCE}/random.ts`, `export const random = (): number => Math.random()\n`],
  [
    'eslint(no-restricted-imports)',
    `${IN_SOURCE}/deep-import.ts`,
    `import { ok } from '@keybox/domain/src/shared/result.ts'\nexport const it = ok\n`,
  ],
  [
    'eslint(no-restricted-imports)',
    `${IN_TEST}/node.test.ts`,
    `import { test } from 'node:test'\nexport const it = test\n`,
  ],
  [
    'eslint(no-restricted-globals)',
    `${IN_DOMAIN}/crypto.ts`,
    `export const bytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))\n`,
  ],
  [
    'eslint(no-restricted-globals)',
    `${IN_DOMAIN}/timer.ts`,
    `export const sweep = (run: () => void): unknown => setInterval(run, 1000)\n`,
  ],
  ['eslint(no-warning-comments)', `${IN_SOURCE}/to-do.ts`, `// TODO: finish\nexport const unfinished = 1\n`],
  [
    'eslint(no-eval)',
    `${IN_SOURCE}/evaluated.ts`,
    `export const answer = (question: string): unknown => eval(question)\n`,
  ],
  [
    'eslint(no-param-reassign)',
    `${IN_SOURCE}/reassigned.ts`,
    `export function next(count: number): number {\n  count += 1\n  return count\n}\n`,
  ],
  [
    'eslint(no-shadow)',
    `${IN_SOURCE}/shadow.ts`,
    `const name = 'outer'\nexport const named = (): string => [name].map((name) => name).join()\n`,
  ],
  ['import(no-default-export)', `${IN_SOURCE}/default.ts`, `export default 1\n`],
  [
    'import(no-cycle)',
    `${IN_SOURCE}/cycle.ts`,
    `import { twice } from './cycle-back.ts'\nexport const once = (): number => twice() / 2\n`,
  ],
  [
    'import(no-cycle)',
    `${IN_SOURCE}/cycle-back.ts`,
    `import { once } from './cycle.ts'\nexport const twice = (): number => once() * 2\n`,
  ],
  ['unicorn(filename-case)', `${IN_SOURCE}/camelCase.ts`, `export const camel = 1\n`],
  [
    'unicorn(prefer-node-protocol)',
    `${IN_SOURCE}/protocol.ts`,
    `import { join } from 'path'\nexport const path = join\n`,
  ],
  [
    'unicorn(no-abusive-eslint-disable)',
    `${IN_SOURCE}/disabled.ts`,
    `/* eslint-disable */\nexport const anything = 1\n`,
  ],
  [
    'vitest(no-focused-tests)',
    `${IN_TEST}/focused.test.ts`,
    `import { expect, test } from 'vitest'\ntest.only('one', () => {\n  expect(1).toBe(1)\n})\n`,
  ],
  [
    'vitest(no-disabled-tests)',
    `${IN_TEST}/skipped.test.ts`,
    `import { expect, test } from 'vitest'\ntest.skip('one', () => {\n  expect(1).toBe(1)\n})\n`,
  ],
  [
    'vitest(no-identical-title)',
    `${IN_TEST}/twice.test.ts`,
    `import { expect, test } from 'vitest'\ntest('one', () => {\n  expect(1).toBe(1)\n})\ntest('one', () => {\n  expect(2).toBe(2)\n})\n`,
  ],
]

const SOUND = {
  [`${IN_SOURCE}/shape.ts`]: `export interface Shape {\n  readonly area: number\n}\n`,
  [`${IN_SOURCE}/system-clock.ts`]: `export const now = (): number => Date.now()\n`,
  [`${IN_TEST}/sound.test.ts`]: `import { expect, test } from 'vitest'\n\ntest('one', () => {\n  expect(1, 'one is one').toBe(1)\n})\n`,
}

/** The files of the tree, by path. */
export const BROKEN_MODULES = { ...SOUND, ...Object.fromEntries(BROKEN.map(([, path, text]) => [path, text])) }

/** Every break that the rules have to find in it, as `rule: file`. */
export const EXPECTED_BREAKS = BROKEN.map(([rule, path]) => `${rule}: ${path}`)
