import type { RestoredTable, RestoreRequest } from '../../core/restore.ts';
import { confirmDialog } from '../../ui/ConfirmDialog.tsx';
import { formatMoment } from '../../ui/formatTime.ts';
import { describeDone } from './restoreWords.ts';

type Counted = Pick<RestoredTable, 'inserted' | 'updated' | 'deleted'>;

const count = (tables: readonly Counted[], kind: keyof Counted) => tables.reduce((sum, table) => sum + table[kind], 0);

/** What undoing a restore does, sentence by sentence. */
export function undoConsequences(tables: readonly Counted[]): string[] {
  const number = new Intl.NumberFormat('en-US');
  const line = (kind: keyof Counted, words: string) => {
    const rows = count(tables, kind);
    return rows === 0 ? [] : [`${number.format(rows)} ${rows === 1 ? 'row' : 'rows'} that it ${kind} ${words}`];
  };
  return [
    ...line('inserted', 'are deleted.'),
    ...line('updated', 'become as they were before.'),
    ...line('deleted', 'come back.'),
  ].map((text) => (text.startsWith('1 row ') ? text.replace(/ are | become | come /, toOne) : text));
}

const one: Record<string, string> = { ' are ': ' is ', ' become ': ' becomes ', ' come ': ' comes ' };
const toOne = (verb: string) => one[verb] ?? verb;

/**
 * Asks before a restore is undone: what that does, and until when it can be.
 * @param triggers whether they fired; null where it is not known.
 * @param now in ms.
 */
export function askUndo(
  tables: readonly Counted[],
  undoUntil: string | null,
  triggers: RestoreRequest['triggers'] | null,
  now: number,
): Promise<boolean> {
  return confirmDialog({
    title: 'Undo this restore?',
    confirmLabel: 'Undo the restore',
    keepLabel: 'Keep it',
    children: (
      <>
        <p style={{ margin: 0 }}>
          The restore wrote this: {describeDone(tables)}. Undoing takes it back in one transaction:
        </p>
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {undoConsequences(tables).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        <p style={{ margin: 0 }}>
          If anybody wrote to these tables since, nothing is undone and it says so.
          {triggers === 'on' && ' What triggers changed in other rows is not undone.'}
          {triggers === null && ' What triggers changed in other rows, if they were on, is not undone.'}
          {undoUntil !== null && ` It can be undone until ${formatMoment(undoUntil, now)}.`}
        </p>
      </>
    ),
  });
}

/** Asks before a restore that was written request by request is taken back the same way, from the backup that was made before it. */
export function askTakeBack(tables: readonly Counted[]): Promise<boolean> {
  return confirmDialog({
    title: 'Take this restore back?',
    confirmLabel: 'Take it back',
    keepLabel: 'Keep it',
    children: (
      <>
        {tables.length > 0 && <p style={{ margin: 0 }}>The restore wrote this: {describeDone(tables)}.</p>}
        <p style={{ margin: 0 }}>
          The rows that it wrote are compared with its pre-restore backup and set back, one request after the other.
          What others wrote to these rows since is lost; other rows stay as they are. Afterwards they are read again,
          and what could not be taken back is named. What triggers changed in other rows stays.
        </p>
      </>
    ),
  });
}
