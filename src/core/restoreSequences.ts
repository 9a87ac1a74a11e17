import type { Manifest } from './manifest.ts';
import type { RestoreMode } from './restore.ts';
import { formatTable } from './tableName.ts';

type Sequence = Manifest['sequences'][number];

interface Wanted {
  mode: RestoreMode;
  /** Whether all that the backup holds is restored. */
  everything: boolean;
  /** Tables of which rows are written, `schema.table`. */
  tables: readonly string[];
}

/**
 * The sequences that a restore sets, and what to. Replaced tables get back theirs as they were, with everything all that the backup knows.
 * Otherwise rows of now stay, so a sequence only ever moves forward, as far as the backup's rows need it: the next insert must not meet one.
 * @param backup what it says of sequences and tables. @param live the same of the project as it is now.
 */
export function sequencesToSet(
  backup: Pick<Manifest, 'sequences' | 'tables'>,
  live: Pick<Manifest, 'sequences' | 'tables'>,
  { mode, everything, tables }: Wanted,
): Sequence[] {
  const now = new Map(live.sequences.map((sequence) => [sequence.name, sequence]));
  const owners = ownersOf([...backup.tables, ...live.tables]);
  return backup.sequences.filter((then) => {
    const current = now.get(then.name);
    if (current === undefined || then.last_value === null || current.last_value === null) return false;
    if (then.last_value === current.last_value && then.is_called === current.is_called) return false;
    const owner = owners.get(then.name.replace(/\d*$/, ''));
    if (!everything && (owner === undefined || !tables.includes(owner))) return false;
    return mode === 'replace' || isAhead(then, current);
  });
}

/** The table of a sequence by the name that Postgres gives those of serial and identity columns: `table_column_seq`. */
function ownersOf(tables: Manifest['tables']): Map<string, string> {
  const owners = new Map<string, string>();
  for (const table of tables) {
    for (const { name } of table.columns) owners.set(`${table.schema}.${table.name}_${name}_seq`, formatTable(table));
  }
  return owners;
}

function isAhead(then: Sequence, now: Sequence): boolean {
  const [one, other] = [BigInt(then.last_value ?? 0), BigInt(now.last_value ?? 0)];
  return one === other ? then.is_called && !now.is_called : one > other;
}
