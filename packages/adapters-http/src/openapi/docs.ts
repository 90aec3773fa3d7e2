import type { FastifyInstance } from 'fastify'
import type { HttpOptions } from '../http-options.ts'

export async function addDocs(_server: FastifyInstance, _options: Pick<HttpOptions, 'version'>): Promise<void> {}
