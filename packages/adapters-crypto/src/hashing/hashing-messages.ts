import type { PasswordHashCost } from './argon2.ts'

/** What a hashing process is asked, and what it answers: to each request a reply of the same id, in any order. */
export type HashingRequest = { readonly id: number } & HashingWork

export type HashingWork =
  | { readonly type: 'hash'; readonly password: string; readonly cost: PasswordHashCost }
  | { readonly type: 'verify'; readonly hash: string; readonly password: string }

export type HashingReply =
  | { readonly id: number; readonly type: 'done'; readonly value: string | boolean }
  | { readonly id: number; readonly type: 'failed'; readonly reason: string }
