const DAY_MS = 86_400_000
const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** So many calendar months later in UTC, at the same time of day; on the last day of a month that is too short. */
export function monthsLater(time: number, months: number): number {
  const start = new Date(time)
  const count = start.getUTCMonth() + months
  const year = start.getUTCFullYear() + Math.floor(count / 12)
  const month = count % 12
  const day = Math.min(start.getUTCDate(), daysOf(year, month))
  return Date.UTC(year, month, day) + timeOfDay(time)
}

/** The last millisecond of the month that `time` is in. */
export function endOfMonth(time: number): number {
  const date = new Date(time)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  return Date.UTC(year, month, daysOf(year, month)) + DAY_MS - 1
}

function daysOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 1 && isLeap ? 29 : (DAYS_OF_MONTHS[month] ?? 0)
}

function timeOfDay(time: number): number {
  return ((time % DAY_MS) + DAY_MS) % DAY_MS
}
