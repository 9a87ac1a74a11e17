import type { SupabaseClient } from '@supabase/supabase-js';
import JSZip from 'jszip';

/** A table and the columns that its pages are ordered by. */
export interface KeyedTable {
  schema: string;
  name: string;
  key: string[];
}

/** Figures of the usual way. */
export interface UsualRun {
  ms: number;
  rows: number;
  /** Size of the ZIP. */
  bytes: number;
}

/** Largest page that hosted projects give. */
const pageRows = 1000;

async function readAll(client: SupabaseClient, { schema, name, key }: KeyedTable): Promise<unknown[]> {
  const rows: unknown[] = [];
  for (let from = 0; ; from += pageRows) {
    let query = client.schema(schema).from(name).select('*');
    for (const column of key) query = query.order(column);
    const { data, error } = await query.range(from, from + pageRows - 1);
    if (error !== null) throw new Error(`${schema}.${name}: ${error.message}`);
    for (const row of data) rows.push(row);
    if (data.length < pageRows) return rows;
  }
}

/** A backup as most tools make it: page after page, table after table, parsed, written again, and zipped on the main thread. */
export async function runUsual(client: SupabaseClient, tables: readonly KeyedTable[]): Promise<UsualRun> {
  const began = performance.now();
  const zip = new JSZip();
  let rows = 0;
  for (const table of tables) {
    const content = await readAll(client, table);
    rows += content.length;
    zip.file(`${table.schema}.${table.name}.json`, JSON.stringify(content));
  }
  const blob = await zip.generateAsync({ type: 'blob', compression: 'DEFLATE', compressionOptions: { level: 6 } });
  return { ms: performance.now() - began, rows, bytes: blob.size };
}
