import type { TrailEntry } from './auditEntry.ts';
import { csvLine, guardText } from './csv.ts';

/** Formats in which the trail can be exported. */
export type TrailFormat = 'csv' | 'json';

/**
 * Entries of the trail as a file, in the order given: CSV with a head line (RFC 4180; texts that a spreadsheet would take for a formula begin
 * with an apostrophe), or a JSON array with an entry on each line.
 *
 * Whoever has the file can check it without this app. `text` is what was digested. For every entry, the SHA-256 of `previous`, a line feed and
 * `text` (in UTF-8) is `digest`; `previous` is the `digest` of the entry with the number (`seq`) before in the same `chain`, and 64 zeros for
 * number 1. The other columns repeat what the text says, for people. A selection of entries has gaps, across which only digests can be checked.
 */
export function exportTrail(entries: readonly TrailEntry[], format: TrailFormat): string {
  if (format === 'csv') return csvLine(columns) + entries.map(csvOf).join('');
  return entries.length === 0 ? '[]\n' : `[\n${entries.map(jsonOf).join(',\n')}\n]\n`;
}

const columns = [
  'at',
  'who',
  'who_id',
  'by',
  'action',
  'backup_id',
  'result',
  'details',
  'facts',
  'chain',
  'seq',
  'previous',
  'digest',
  'text',
];

function csvOf(entry: TrailEntry): string {
  const { at, who, by, action, backupId, result, details, facts, chain, seq, previous, digest, text } = entry;
  const told = facts.map(({ label, value }) => `${label}: ${value}`).join('; ');
  const texts = [at, who?.email ?? null, who?.id ?? null, by, action, backupId, result, details, told];
  const guarded = texts.map((each) => (each === null ? null : guardText(each)));
  return csvLine([...guarded, chain, String(seq), previous, digest, guardText(text)]);
}

function jsonOf(entry: TrailEntry): string {
  const { at, who, by, action, backupId, result, details, facts, chain, seq, previous, digest, text } = entry;
  return JSON.stringify({ at, who, by, action, backupId, result, details, facts, chain, seq, previous, digest, text });
}
