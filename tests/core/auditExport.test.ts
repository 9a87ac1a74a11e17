import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trailEntry } from '../../src/core/auditChain.ts';
import type { AuditEntry, TrailEntry } from '../../src/core/auditEntry.ts';
import { exportTrail } from '../../src/core/auditExport.ts';
import { auditEntry, keptChain } from '../contracts/auditEntries.ts';

const trailOf = (entries: readonly AuditEntry[]): TrailEntry[] =>
  keptChain(entries).map((link) => trailEntry(link, null));

/** A CSV file by the letter of RFC 4180, as lines of fields. */
function parseCsv(file: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (const [, quoted, plain, end] of file.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    line.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  return lines;
}

/** Checks an exported chain as anybody can, with nothing of this app: the rule is that of `exportTrail`. */
function isUnbroken(rows: readonly { seq: number; previous: string; digest: string; text: string }[]): boolean {
  let before = '0'.repeat(64);
  return [...rows]
    .sort((one, other) => one.seq - other.seq)
    .every(({ seq, previous, digest, text }, index) => {
      const fits = seq === index + 1 && previous === before;
      before = digest;
      return fits && createHash('sha256').update(`${previous}\n${text}`).digest('hex') === digest;
    });
}

interface Exported {
  seq: number;
  previous: string;
  digest: string;
  text: string;
  details: string;
}

function readBack(file: string, format: 'csv' | 'json'): Exported[] {
  if (format === 'json') return JSON.parse(file) as Exported[];
  const [head = [], ...lines] = parseCsv(file);
  return lines.map((fields) => {
    const row = Object.fromEntries(head.map((name, index) => [name, fields[index] ?? '']));
    return { ...(row as unknown as Exported), seq: Number(row.seq) };
  });
}

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=1+1', '-2', '@x', '"quoted", \r\n and', "'"));

describe.each(['csv', 'json'] as const)('the trail as %s', (format) => {
  it('can be checked by anybody who has the file, whatever its entries say', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 8 }), (texts) => {
        const trail = trailOf(texts.map((text) => auditEntry(text, { facts: [{ label: 'Said', value: text }] })));
        const rows = readBack(exportTrail(trail.toReversed(), format), format);
        expect(isUnbroken(rows)).toBe(true);
        expect(rows.map(({ text }) => text)).toEqual(trail.map(({ text }) => text).toReversed());
      }),
    );
  });

  it('shows every change of what it holds', () => {
    const rows = readBack(
      exportTrail(trailOf([auditEntry('one'), auditEntry('two'), auditEntry('three')]), format),
      format,
    );
    const changed = rows.map((row) => (row.seq === 2 ? { ...row, text: row.text.replace('two', 'tow') } : row));
    expect([isUnbroken(rows), isUnbroken(changed), isUnbroken(rows.slice(1)), isUnbroken([])]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});

it('names its columns, and no spreadsheet takes a field of it for a formula', () => {
  const entries = trailOf([
    auditEntry('=HYPERLINK("http://x")', {
      who: { id: '-1', email: '@admin' },
      backupId: null,
      result: '+done',
      facts: [],
    }),
  ]);
  const [head, fields] = parseCsv(exportTrail(entries, 'csv'));
  expect(head?.join()).toBe('at,who,who_id,by,action,backup_id,result,details,facts,chain,seq,previous,digest,text');
  expect(fields?.slice(0, 9)).toEqual([
    '2026-01-25T14:30:45.123Z',
    "'@admin",
    "'-1",
    'person',
    'download',
    '',
    "'+done",
    '\'=HYPERLINK("http://x")',
    '',
  ]);
  expect(fields?.some((field) => /^[=+\-@]/.test(field))).toBe(false);
});

it('an empty trail is a valid file', () => {
  expect(exportTrail([], 'json')).toBe('[]\n');
  expect(parseCsv(exportTrail([], 'csv'))).toHaveLength(1);
});
