import { instant, type Instant } from '@keybox/domain'

/** BSON's date is what an Instant is: whole milliseconds since 1970 in 64 bits (https://bsonspec.org/spec.html). */
export function toBsonDate(time: Instant): Date {
  return new Date(time)
}

export function toInstant(date: Date): Instant {
  return instant(date.getTime())
}
