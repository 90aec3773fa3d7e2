import { expect, test } from 'vitest'
import { judgeNames, judgeSerial } from '../src/durability/durability-judge.ts'
import { eventsReader, type TracedEvent } from '../src/durability/system-calls.ts'

const A = '6b01d5fc93d7a3ff79ff0164'
const B = '6b01d5fc93d7a3ff79ff0165'
const write = (...ids: readonly string[]): string =>
  `7  pwrite64(21</d/k.db-wal>, "\\3=${ids.join('')}\\0", 4096, 32) = 4096`
const SYNC = '7  fdatasync(21</d/k.db-wal>) = 0'
const reply = (id: string): string =>
  `7  writev(25<socket:[1]>, [{iov_base="HTTP/1.1 201 Created\\r\\n", iov_len=9}, {iov_base="{\\"_id\\":\\"${id}\\"}", iov_len=9}], 2) = 18`

function eventsOf(lines: readonly string[]): readonly TracedEvent[] {
  const read = eventsReader()
  return lines.flatMap((line) => read(line))
}

const names = (...lines: readonly string[]) => judgeNames(eventsOf(lines))
const serial = (...lines: readonly string[]) => judgeSerial(eventsOf(lines))

test('a reply after the sync of a page with its id is in time', () => {
  expect(names(write(A), SYNC, reply(A))).toEqual({ judged: 1, early: [] })
  expect(serial(write(A), SYNC, reply(A))).toEqual({ judged: 1, early: [] })
})

test('an id is found between others, and among digits of what stands before it', () => {
  expect(names(write('00', B, A, 'ff'), SYNC, reply(A)).early).toEqual([])
})

test('a reply without a sync, before it, or after the sync of something else, is early', () => {
  for (const lines of [
    [write(A), reply(A)],
    [write(A), reply(A), SYNC],
    [SYNC, write(A), reply(A)],
  ]) {
    expect(names(...lines).early).toHaveLength(1)
    expect(serial(...lines).early).toHaveLength(1)
  }
  expect(names(write(A), SYNC, write(B), reply(B)).early).toHaveLength(1)
  expect(serial(write(A), SYNC, reply(A), reply(B)).early).toHaveLength(1)
})

test('a sync of another thread counts when it is done, and for what was written before it began', () => {
  const begun = '9  fdatasync(21</d/k.db-wal> <unfinished ...>'
  const done = '9  <... fdatasync resumed>) = 0'
  expect(names(write(A), begun, write(B), done, reply(A)).early).toEqual([])
  expect(names(write(A), begun, reply(A), done).early).toHaveLength(1)
  expect(names(write(A), begun, write(B), done, reply(B)).early).toHaveLength(1)
})

test('a sync that fails, and one of another file, are none', () => {
  for (const other of [
    '7  fdatasync(21</d/k.db-wal>) = -1 EIO (Input/output error)',
    '7  fdatasync(20</d/k.db>) = 0',
  ]) {
    expect(names(write(A), other, reply(A)).early).toHaveLength(1)
    expect(serial(write(A), other, reply(A)).early).toHaveLength(1)
  }
})

test('replies that name nothing, and refusals, are not judged', () => {
  const refusal = reply(A).replace('201 Created', '409 Conflict')
  expect(names(refusal, reply('short'))).toEqual({ judged: 0, early: [] })
})
