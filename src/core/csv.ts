/**
 * A field of a CSV file. Null and the empty text differ, as in Postgres' own CSV: null is empty, the empty text is `""`.
 * RFC 4180: fields with a quote, comma or line break stand in quotes, quotes doubled. So does `\.`, which alone on a line ends the data
 * for COPY before Postgres 18.
 */
export function csvField(value: string | null): string {
  if (value === null) return '';
  return value === '' || value === '\\.' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

// What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"); the apostrophe itself, so that undoing is unambiguous.
const formulaStart = /^[=+\-@\t\r']/;

/**
 * A text that no spreadsheet takes for a formula: one that begins with = + - @ tab, carriage return or an apostrophe gets an apostrophe in
 * front. Taking one leading apostrophe away gives back every text.
 */
export function guardText(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}

/** One line of a CSV file with its line end (CRLF, RFC 4180). Texts that people wrote should pass `guardText` before. */
export function csvLine(fields: readonly (string | null)[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}
