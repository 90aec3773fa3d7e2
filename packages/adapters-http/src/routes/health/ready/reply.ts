import type { InferInput } from 'valibot'
import type { readyReply } from './schema.ts'

export function ready(): InferInput<typeof readyReply> {
  return { success: true, message: 'Ready' }
}
