/**
 * Imported before all else. A clock that was put in place through NODE_OPTIONS may count in fractions of a millisecond,
 * with which the logger's library does not even load (`BigInt(Date.now())`); ECMA-262 has `Date.now` give whole ones.
 */
const now = Date.now.bind(Date)

// A clock that cannot be replaced stays, instead of an exception.
Reflect.set(Date, 'now', () => Math.floor(now()))
