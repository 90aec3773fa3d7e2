import { fastify } from 'fastify'
import { loggerOptions } from '../../src/logging.ts'
import { standardOutput } from '../../src/standard-output.ts'

// Logs one failure, and is killed before the event loop comes round.
const { log } = fastify({ logger: loggerOptions({ logLevel: 'info' }, standardOutput()) })
log.info('a request before it')
log.error('request failed')
process.kill(process.pid, 'SIGKILL')
