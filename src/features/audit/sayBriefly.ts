import type { TrailEntry } from '../../core/auditEntry.ts';
import { formatBytes } from '../../ui/formatBytes.ts';

type Told = Pick<TrailEntry, 'action' | 'result' | 'details' | 'facts'>;

/** Names of archives: the column before tells which backup it is. */
const archiveName = /(?:[a-z-]+-)?backup-\d{4}-\d\d-\d\dT[\d-]+Z\.zip/;

const factOf = ({ facts }: Told, label: string) => facts.find((fact) => fact.label === label)?.value;

/** "101,803 rows in 57 seconds" */
function sayRun(entry: Told): string | undefined {
  const [rows, took] = [factOf(entry, 'Rows'), factOf(entry, 'Took')];
  return rows === undefined || took === undefined ? undefined : `${rows} rows in ${took}`;
}

/** "All tables. Before the pricing change" */
function sayStart(entry: Told): string | undefined {
  const [tables, reason] = [factOf(entry, 'Tables'), factOf(entry, 'Reason')];
  if (tables === undefined) return undefined;
  return [tables === 'All' ? 'All tables' : tables, reason].filter(Boolean).join('. ');
}

function saySize(entry: Told): string | undefined {
  const size = factOf(entry, 'Size of the archive');
  return size === undefined ? undefined : formatBytes(Number(size.replaceAll(/\D/g, '')));
}

/** What stands behind the archive's name: "automatic-backup-….zip: failed. It timed out." says "It timed out.". */
function sayRest({ details, result }: Told): string | undefined {
  const name = archiveName.exec(details);
  if (name === null) return details;
  const rest = details.slice(name.index + name[0].length).replace(/^ \([^)]*\)/, '');
  const said = /^:? (.*)$/.exec(rest)?.[1] ?? '';
  const because = said.startsWith(`${result}.`) ? said.slice(result.length + 1).trim() : said;
  return because.replace(/^is corrupt\. /, '').replace(/^is /, 'It is ') || undefined;
}

function sayEnd(entry: Told): string | undefined {
  if (entry.result === 'completed' || entry.result === 'unproven') return sayRun(entry);
  return sayRest(entry) ?? factOf(entry, 'Not complete') ?? sayRun(entry);
}

const ways: Partial<Record<string, (entry: Told) => string | undefined>> = {
  'backup-started': sayStart,
  'backup-ended': sayEnd,
  download: saySize,
};

/**
 * What an entry tells in the few words for which a line of the list has room, without what its other columns say. All of it is in `details`
 * and in its facts.
 */
export function sayBriefly(entry: Told): string {
  const said = (ways[entry.action] ?? sayRest)(entry) ?? entry.details;
  const text = said.includes('. ') ? said : said.replace(/\.$/, ''); // a single sentence is a label here
  // Names of tables are no words.
  return /^[a-z]+(?: |$)/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}
