import type { InferInput } from 'valibot'
import type { aliveReply } from './schema.ts'

export function alive(version: string): InferInput<typeof aliveReply> {
  return { success: true, message: 'OK', version }
}
