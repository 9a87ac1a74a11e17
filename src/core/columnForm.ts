/**
 * What is known of how a column's JSON becomes a value again.
 * - `integer`, `numeric`, `boolean`: JSON writes them as SQL does.
 * - `text`: scalars whose input is the text of their JSON string or number: all types of Postgres itself, enums, citext.
 * - `json`: the JSON is the value.
 * - `array`: of one of those.
 * - `other`: a composite, a domain, a type of an extension: only Postgres knows.
 * - `unknown`: the type was not known when the backup was made, or is no name of a type.
 */
export type ColumnForm = 'integer' | 'numeric' | 'boolean' | 'text' | 'json' | 'other' | 'unknown' | ArrayForm;

export interface ArrayForm {
  element: Exclude<ColumnForm, ArrayForm>;
}

const integers = new Set(['smallint', 'integer', 'bigint']);

// What format_type can write. An archive may come from anywhere, and what Postgres is to read as a type must be nothing else.
const word = '(?:[\\p{L}_][\\p{L}\\p{N}_$]*|"(?:[^"]|"")+")';
const modifiers = '(?:\\([\\p{L}\\p{N}_,.-]*\\))?';
const typePattern = new RegExp(
  `^(?:${word}\\.${word}${modifiers}|"char"|[a-z][a-z0-9_ ]*${modifiers}[a-z ]*)(?:\\[\\])?$`,
  'u',
);

function scalarForm(type: string, enums: readonly string[]): ArrayForm['element'] {
  const bare = type.replace(/\([^)]*\)/, '');
  if (bare === 'unknown' || bare === '') return 'unknown';
  if (integers.has(bare)) return 'integer';
  if (bare === 'numeric' || bare === 'boolean') return bare;
  if (bare === 'json' || bare === 'jsonb') return 'json';
  // The types of Postgres itself are written without their schema, all others with it.
  const own = !type.includes('.');
  return own || enums.includes(type) || type.endsWith('.citext') ? 'text' : 'other';
}

/**
 * The form of a column.
 * @param type as `format_type` writes it under an empty search path: `bigint`, `numeric(12,2)[]`, `public.mood`; or `unknown`.
 * @param enums names of enum types, with their schemas.
 */
export function columnForm(type: string, enums: readonly string[]): ColumnForm {
  if (!typePattern.test(type)) return 'unknown';
  if (!type.endsWith('[]')) return scalarForm(type, enums);
  const element = type.slice(0, -2);
  // The arrays of box alone are written with semicolons.
  return { element: element === 'box' ? 'other' : scalarForm(element, enums) };
}
