import type { Row } from '../rows/column.ts'

// The counterparts of rows/column.ts for one who trusts nothing: whatever a column holds, they give something.

export function textOf(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

/** NaN for anything but an integer that a number can hold. */
export function numberOf(row: Row, column: string): number {
  const value = row[column]
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column]
  return value instanceof Uint8Array ? value : new Uint8Array()
}

/** undefined for NULL, else what `read` makes of the column. */
export function unlessNull<T>(row: Row, column: string, read: (row: Row, column: string) => T): T | undefined {
  return row[column] === null ? undefined : read(row, column)
}

/** Empty for what is no JSON array of texts. */
export function textsOf(row: Row, column: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(textOf(row, column))
    return Array.isArray(value) && value.every((entry) => typeof entry === 'string') ? value : []
  } catch {
    return []
  }
}
