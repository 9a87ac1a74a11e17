import type { Project } from '../supabase/startProject.ts';
import { call, post, readCatalog, readPages, rowsOf, sqlName, tokenOf } from './helperProject.ts';
import { membersOf } from './jsonText.ts';

/** A row as it was read: its text with null where an override stands, and what was overridden. */
interface SavedRow {
  key: string;
  text: string;
  overrides: { column: string; text: string }[];
}

/** A table as a backup would hold it. */
interface SavedTable {
  table: string;
  key: string[];
  columns: string[];
  rows: SavedRow[];
}

export type Mode = 'add' | 'merge' | 'replace';
type Kind = 'insert' | 'update' | 'delete';

export interface Saved {
  tables: SavedTable[];
  sequences: { name: string; last_value: string | null; is_called: boolean }[];
}

/** What is read of tables, all columns, exactly. Names as SQL has them. */
export async function save(project: Project, tables?: readonly string[]): Promise<Saved> {
  const catalog = await readCatalog(project);
  const found = catalog.tables.filter(
    (table) => !tables || tables.includes(sqlName(table)) || tables.includes(`${table.schema}.${table.name}`),
  );
  const saved: SavedTable[] = [];
  for (const table of found) {
    const columns = table.columns.filter((column) => column.generated === 'never').map((column) => column.name);
    const rows: SavedRow[] = [];
    for (const page of await readPages(project, sqlName(table), 5_000)) {
      rowsOf([page]).forEach((text, place) => {
        const overrides = page.overrides
          .filter((o) => o.row === place)
          .map(({ column, text: value }) => ({ column, text: value }));
        const members = membersOf(text);
        const key = JSON.stringify(
          table.key.map((name) => overrides.find((o) => o.column === name)?.text ?? members.get(name)),
        );
        rows.push({ key, text: withNulls(members, overrides), overrides });
      });
    }
    saved.push({ table: sqlName(table), key: table.key, columns, rows });
  }
  return { tables: saved, sequences: catalog.sequences };
}

function withNulls(members: Map<string, string>, overrides: SavedRow['overrides']): string {
  const parts = [...members].map(
    ([name, value]) => `${JSON.stringify(name)}:${overrides.some((o) => o.column === name) ? 'null' : value}`,
  );
  return `{${parts.join(',')}}`;
}

export interface Staging {
  mode?: Mode;
  triggers?: 'off' | 'on';
  conflicts?: 'leave out' | 'stop';
  /** Whether digests are asked for, as an execution does. Default: true. */
  digests?: boolean;
  chunkRows?: number;
  /** More of the plan. */
  plan?: object;
  /** Whether it is rehearsed, without which nothing can be applied. Default: true. */
  rehearse?: boolean;
}

/** Compares what was saved with the tables of now, begins a restore of the differences, sends them, rehearses it, and gives its id. */
export async function stage(project: Project, saved: Saved, options: Staging = {}): Promise<string> {
  const { mode = 'replace', chunkRows = 700 } = options;
  const names = saved.tables.map((table) => table.table);
  const digests =
    options.digests === false
      ? null
      : ((await ask(project, 'holdfast_digests', { tables: names })) as { rows: string; hash: string }[]);
  const live = await save(project, names);
  const id = crypto.randomUUID();
  const staged = saved.tables.map((table) => {
    const now = live.tables.find((one) => one.table === table.table);
    return {
      table: reduced(table),
      work: difference(
        reduced(table),
        (now?.rows ?? []).map((row) => only(row, table.columns)),
        mode,
      ),
    };
  });
  const count = (rows: readonly SavedRow[]) => ({ chunks: Math.ceil(rows.length / chunkRows), rows: rows.length });
  await ask(project, 'holdfast_restore_begin', {
    plan: {
      id,
      mode,
      triggers: options.triggers ?? 'off',
      conflicts: options.conflicts ?? 'leave out',
      backup: 'a-backup.zip',
      tables: staged.map(({ table, work }, place) => ({
        table: table.table,
        key: table.key,
        columns: table.columns,
        overrides: [...new Set([...work.insert, ...work.update].flatMap((row) => row.overrides.map((o) => o.column)))],
        insert: count(work.insert),
        update: count(work.update),
        delete: count(work.delete),
        all: work.all,
        digest: digests ? { rows: digests[place]?.rows, hash: digests[place]?.hash } : null,
      })),
      sequences: saved.sequences,
      ...options.plan,
    },
  });
  for (const [place, { table, work }] of staged.entries()) {
    for (const kind of ['insert', 'update', 'delete'] as const) {
      for (let from = 0, chunk = 0; from < work[kind].length; from += chunkRows, chunk += 1) {
        await put(
          project,
          id,
          place,
          kind,
          chunk,
          work[kind].slice(from, from + chunkRows),
          kind === 'delete' ? table.key : null,
        );
      }
    }
  }
  if (options.rehearse !== false) await ask(project, 'holdfast_restore_rehearse', { id });
  return id;
}

/** A row with these columns alone. */
function only(row: SavedRow, columns: readonly string[]): SavedRow {
  const members = [...membersOf(row.text)].filter(([name]) => columns.includes(name));
  return {
    key: row.key,
    text: `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`,
    overrides: row.overrides.filter((o) => columns.includes(o.column)),
  };
}

const reduced = (table: SavedTable): SavedTable => ({
  ...table,
  rows: table.rows.map((row) => only(row, table.columns)),
});

function difference(table: SavedTable, now: readonly SavedRow[], mode: Mode) {
  const image = (row: SavedRow) => JSON.stringify([row.text, row.overrides]);
  if (table.key.length === 0) {
    const left = now.map(image);
    const missing = table.rows.filter((row) => {
      const at = left.indexOf(image(row));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    const all = mode === 'replace' && (missing.length > 0 || left.length > 0);
    return { insert: all ? table.rows : missing, update: [], delete: [], all };
  }
  const there = new Map(now.map((row) => [row.key, row]));
  const wanted = new Set(table.rows.map((row) => row.key));
  return {
    insert: table.rows.filter((row) => !there.has(row.key)),
    update:
      mode === 'add'
        ? []
        : table.rows.filter((row) => {
            const other = there.get(row.key);
            return other && image(other) !== image(row);
          }),
    delete: mode === 'replace' ? now.filter((row) => !wanted.has(row.key)) : [],
    all: false,
  };
}

/** Sends one chunk, rows byte for byte as they were read. */
async function put(
  project: Project,
  id: string,
  tableNo: number,
  kind: Kind,
  chunkNo: number,
  rows: readonly SavedRow[],
  only: readonly string[] | null = null,
): Promise<void> {
  const kept = only
    ? rows.map(
        (row) =>
          `{${[...membersOf(row.text)]
            .filter(([name]) => only.includes(name))
            .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
            .join(',')}}`,
      )
    : rows.map((row) => row.text);
  const overrides = rows.flatMap((row, place) =>
    row.overrides.filter((o) => !only || only.includes(o.column)).map((o) => ({ row: place, ...o })),
  );
  const body = `{"id":"${id}","table_no":${tableNo},"kind":"${kind}","chunk_no":${chunkNo},"rows":[${kept.join(',')}],"overrides":${JSON.stringify(overrides)}}`;
  const answer = await post(project, tokenOf(project, project.admin.id), 'holdfast_restore_put', body);
  if (answer.status !== 200) throw new Error(`put answered ${answer.status}: ${answer.body}`);
}

/** Calls a function as the admin and parses what it answers. @throws what it refused with, `code: message`. */
export async function ask(project: Project, name: string, args: object = {}): Promise<unknown> {
  const { status, body } = await call(project, tokenOf(project, project.admin.id), name, args);
  if (status >= 300) {
    const { code, message, details } = JSON.parse(body) as Record<string, string>;
    throw new Error(`${code}: ${message}${details ? ` (${details})` : ''}`);
  }
  return body === '' ? null : JSON.parse(body);
}

/** Every row of tables as Postgres writes it, sorted: equal ones mean equal contents. */
export async function contents(project: Project, tables: readonly string[]): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of tables) {
    const rows = await project.sql(`select t::text as row from ${table} t order by (t::text) collate "C"`);
    all[table] = rows.map(({ row }) => row ?? '');
  }
  return all;
}
