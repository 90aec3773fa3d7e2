import { describe, expect, it } from 'vitest'
import { admitSecrets, type SecretMismatch, type SecretRecord } from '../../src/index.ts'

const [OLD, NEW, OTHER] = ['old', 'new', 'other']

type Configured = readonly [configured: string, previous?: string]
type Row = readonly [SecretRecord | undefined, Configured, SecretMismatch | 'admitted']

const ROWS: readonly Row[] = [
  // A store that is yet to be filled takes any.
  [undefined, [NEW], 'admitted'],
  [undefined, [NEW, OLD], 'admitted'],
  // Under one secret.
  [{ written: OLD }, [OLD], 'admitted'],
  [{ written: OLD }, [NEW, OLD], 'admitted'],
  [{ written: OLD }, [OLD, OTHER], 'admitted'],
  [{ written: OLD }, [NEW], 'OTHER_SECRET'],
  [{ written: OLD }, [NEW, OTHER], 'OTHER_SECRET'],
  // About to be moved.
  [{ written: OLD, next: NEW }, [NEW, OLD], 'admitted'],
  [{ written: OLD, next: NEW }, [OLD], 'NEW_MISSING'],
  [{ written: OLD, next: NEW }, [NEW], 'OTHER_SECRET'],
  [{ written: OLD, next: NEW }, [OTHER, OLD], 'OTHER_SECRET'],
  [{ written: OLD, next: NEW }, [OLD, NEW], 'SWAPPED'],
  // Between the two.
  [{ written: NEW, read: OLD }, [NEW, OLD], 'admitted'],
  [{ written: NEW, read: OLD }, [OLD], 'NEW_MISSING'],
  [{ written: NEW, read: OLD }, [NEW], 'PREVIOUS_MISSING'],
  [{ written: NEW, read: OLD }, [NEW, OTHER], 'PREVIOUS_MISSING'],
  [{ written: NEW, read: OLD }, [OTHER, OLD], 'OTHER_SECRET'],
  [{ written: NEW, read: OLD }, [OLD, NEW], 'SWAPPED'],
  // Done.
  [{ written: NEW }, [NEW], 'admitted'],
  [{ written: NEW }, [NEW, OLD], 'admitted'],
  [{ written: NEW }, [OLD], 'OTHER_SECRET'],
]

describe('admitSecrets', () => {
  it.each(ROWS)('%j with %j: %s', (record, [configured, previous], expected) => {
    const admitted = admitSecrets(record, { configured, previous })
    expect(admitted.ok ? 'admitted' : admitted.error).toBe(expected)
  })
})
