import type { RestoreRequest, RestoreScope } from '../../core/restore.ts';

/** "ticked row" where rows were ticked: of the others of their tables nothing is counted, and nothing must be said. */
export const rowNoun = ({ kind }: RestoreScope) => (kind === 'rows' ? 'ticked row' : 'row');

/** What tables get of a backup: "the rows they lack", "the ticked rows it lacks, and what those need". */
export function whatTablesGet({ mode, scope }: Pick<RestoreRequest, 'mode' | 'scope'>, tables: number): string {
  const lack = tables === 1 ? 'it lacks' : 'they lack';
  if (scope.kind === 'tables') return mode === 'add' ? `the rows ${lack}` : 'the rows of the backup';
  const rows = mode === 'add' ? `the ticked rows ${lack}` : 'the ticked rows';
  return scope.withParents ? `${rows}, and what those need` : rows;
}

/** Each row that a restore was to write, for "… was written": "Every missing row", "Every ticked row that was missing". */
export function everyRow({ mode, scope }: Pick<RestoreRequest, 'mode' | 'scope'>): string {
  if (scope.kind === 'tables') return mode === 'add' ? 'Every missing row' : 'Every row';
  const rows = `Every ticked row that was missing${mode === 'add' ? '' : ' or differed'}`;
  return scope.withParents ? `${rows}, and what it needs,` : rows;
}
