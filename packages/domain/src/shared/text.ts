/** Length in Unicode code points, the unit of every length limit here: an emoji outside the BMP counts once. */
export function codePointLength(text: string): number {
  let length = 0
  for (const _ of text) length += 1
  return length
}

/**
 * Why a text cannot be stored, or undefined when it can. Lone surrogates have no UTF-8 form and U+0000 ends a string
 * in too many programs, so both are refused rather than changed.
 */
export function textFault(text: string, maxCodePoints: number): string | undefined {
  // A code point takes one or two UTF-16 units: a huge text is refused, and a short one taken, without being walked.
  if (text.length > 2 * maxCodePoints || (text.length > maxCodePoints && codePointLength(text) > maxCodePoints)) {
    return `must be at most ${maxCodePoints} characters long`
  }
  if (text.includes('\u0000')) return 'must not contain the character U+0000'
  if (!text.isWellFormed()) return 'must be well-formed Unicode'
  return undefined
}
