import { Button, Drawer } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { RowChange, RowDifference } from '../../core/comparison.ts';
import { describeError, isAbort } from '../../core/HoldfastError.ts';
import type { RestoreConflict, RestoreMode } from '../../core/restore.ts';
import type { DifferenceList, RowDifferences } from '../../tasks/rowDifferences.ts';
import { RowsSkeleton } from '../../ui/CardSkeleton.tsx';
import { ErrorNotice } from '../../ui/ErrorNotice.tsx';
import { formatCount } from '../../ui/formatNumber.ts';
import { DifferingRow } from './DifferingRow.tsx';
import classes from './RowsDrawer.module.css';

/** What the drawer shows: rows of a table that would change, or rows that cannot be written. */
export type ShownRows =
  | { kind: 'table'; table: string; mode: RestoreMode; rows: RowDifferences }
  | { kind: 'conflicts'; conflicts: readonly RestoreConflict[]; count: number };

/** Rows read at once, and added by each "Show more". */
const pageRows = 50;

/** Differences that a mode does something about: of the project's own rows, only replacing deletes any. */
const changesOf: Record<RestoreMode, readonly RowChange[]> = {
  add: ['added'],
  merge: ['changed', 'added'],
  replace: ['changed', 'removed', 'added'],
};

type Failure = ReturnType<typeof describeError>;

/** Reads differing rows, a page at a time. */
function useRows(rows: RowDifferences, mode: RestoreMode) {
  const [read, setRead] = useState<{ count: number; rows: readonly RowDifference[] } | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const list = useRef<DifferenceList | null>(null);
  const [wanted, setWanted] = useState(pageRows);

  useEffect(() => {
    const gone = new AbortController();
    const load = async () => {
      list.current ??= await rows.list({ changes: changesOf[mode], column: null }, gone.signal);
      const found = await list.current.read(0, wanted, gone.signal);
      if (!gone.signal.aborted) setRead({ count: list.current.count, rows: found });
    };
    setError(null);
    load().catch((failure: unknown) => {
      if (!isAbort(failure) && !gone.signal.aborted) setError(describeError(failure));
    });
    return () => gone.abort();
  }, [rows, mode, wanted]);

  return { read, error, more: () => setWanted(wanted + pageRows) };
}

function TableRows({ rows, mode }: { rows: RowDifferences; mode: RestoreMode }) {
  const { read, error, more } = useRows(rows, mode);
  if (error !== null)
    return <ErrorNotice title="The rows could not be read" message={error.message} hint={error.hint} />;
  if (read === null) return <RowsSkeleton rows={6} />;
  const left = read.count - read.rows.length;
  return (
    <>
      <ul className={classes.list} aria-label="Rows that would change">
        {read.rows.map((row) => (
          <DifferingRow key={`${row.change} ${row.rowBefore} ${row.rowAfter}`} row={row} />
        ))}
      </ul>
      {left > 0 && (
        <Button variant="transparent" fullWidth onClick={more}>
          Show {formatCount(Math.min(pageRows, left))} more of {formatCount(left)}
        </Button>
      )}
    </>
  );
}

function Conflicts({ conflicts, count }: { conflicts: readonly RestoreConflict[]; count: number }) {
  return (
    <>
      <ul className={classes.list} aria-label="Rows that cannot be written">
        {conflicts.map((conflict) => (
          <li
            key={`${conflict.table} ${conflict.kind} ${conflict.row} ${conflict.constraint}`}
            className={classes.item}
          >
            <span className={classes.head}>
              <b>{conflict.table}</b>, row {formatCount(conflict.row + 1)} of the backup
            </span>
            <span className={classes.said}>{conflict.message}</span>
            {conflict.columns.length > 0 && (
              <span className={classes.cells}>
                {conflict.columns.map((column, index) => (
                  <span key={column} className={classes.cell}>
                    {column} <span className={classes.value}>{conflict.values[index] ?? ''}</span>
                  </span>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {count > conflicts.length && (
        <p className={classes.foot}>
          The first {formatCount(conflicts.length)} are listed, of {formatCount(count)}.
        </p>
      )}
    </>
  );
}

function headOf(shown: ShownRows): { title: string; line: string } {
  if (shown.kind === 'conflicts') {
    return {
      title:
        shown.count === 1 ? '1 row that cannot be written' : `${formatCount(shown.count)} rows that cannot be written`,
      line: shown.count === 1 ? 'It is in the backup, and left out.' : 'They are in the backup, and left out.',
    };
  }
  return { title: shown.table, line: 'Values as they are now → as in the backup. Rows in conflict are among them.' };
}

/** Rows behind a number of the rehearsal, or of a report. */
export function RowsDrawer({ shown, onClose }: { shown: ShownRows | null; onClose(): void }) {
  // What was open stays in sight while the drawer leaves.
  const last = useRef(shown);
  if (shown !== null) last.current = shown;
  const content = shown ?? last.current;
  return (
    <Drawer.Root
      opened={shown !== null}
      onClose={onClose}
      position="right"
      size={640}
      padding={0}
      transitionProps={{ duration: 150 }}
    >
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content>
        <Drawer.Body className={classes.body ?? ''}>
          {content !== null && (
            <>
              <div className={classes.header}>
                <div className={classes.words}>
                  <Drawer.Title className={classes.title ?? ''}>{headOf(content).title}</Drawer.Title>
                  <p className={classes.line}>{headOf(content).line}</p>
                </div>
                <Drawer.CloseButton aria-label="Close rows" data-autofocus />
              </div>
              {content.kind === 'table' ? (
                <TableRows key={content.table} rows={content.rows} mode={content.mode} />
              ) : (
                <Conflicts {...content} />
              )}
            </>
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
