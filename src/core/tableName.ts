/** A table of one project: its schema and its own name, both as the database spells them. */
export interface TableName {
  schema: string;
  name: string;
}

/**
 * `schema.table`, as shown on screen and used as a key in records and settings. A schema with a dot or a quote in it stands
 * in quotes, so that two tables never have one name.
 */
export function formatTable({ schema, name }: TableName): string {
  const plain = !schema.includes('.') && !schema.startsWith('"');
  return `${plain ? schema : `"${schema.replaceAll('"', '""')}"`}.${name}`;
}

const quotedSchema = /^"((?:[^"]|"")+)"\.(.+)$/s;

/** Reads what `formatTable` writes, or a table's name alone (schema `public`). Returns null for an empty schema or name. */
export function parseTable(text: string): TableName | null {
  const quoted = quotedSchema.exec(text);
  if (quoted?.[1] !== undefined && quoted[2] !== undefined) {
    return { schema: quoted[1].replaceAll('""', '"'), name: quoted[2] };
  }
  const dot = text.indexOf('.');
  const schema = dot < 0 ? 'public' : text.slice(0, dot);
  const name = dot < 0 ? text : text.slice(dot + 1);
  return schema === '' || name === '' ? null : { schema, name };
}

/** The name as SQL text that `to_regclass` resolves: both parts quoted, `"` doubled. */
export function quoteTable(table: TableName): string {
  return [table.schema, table.name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}
