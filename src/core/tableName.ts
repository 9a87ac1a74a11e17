/** A table of one project: its schema and its own name, both as the database spells them. */
export interface TableName {
  schema: string;
  name: string;
}

/** `schema.table`, as shown on screen and used as a key in records, settings and the manifest. */
export function formatTable(table: TableName): string {
  return `${table.schema}.${table.name}`;
}

/**
 * Reads `schema.table` or `table` (schema `public`). The first dot divides, since exposed schemas do not hold dots.
 * Returns null for an empty schema or name.
 */
export function parseTable(text: string): TableName | null {
  const trimmed = text.trim();
  const dot = trimmed.indexOf('.');
  const schema = dot < 0 ? 'public' : trimmed.slice(0, dot);
  const name = dot < 0 ? trimmed : trimmed.slice(dot + 1);
  return schema === '' || name === '' ? null : { schema, name };
}

/** The name as SQL text that `to_regclass` resolves: both parts quoted, `"` doubled. */
export function quoteTable(table: TableName): string {
  return [table.schema, table.name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}
