/** A phrase of `describeRepeats` within a sentence: "every day at 02:00"; names of days keep their capital. */
export function inSentence(text: string): string {
  return /^(Every|Last|Day|At) /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
