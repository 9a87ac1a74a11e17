/** A text that ends as a sentence does: databases write no full stop behind their messages, and another sentence may follow. */
export function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
