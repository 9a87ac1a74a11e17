import { List } from '@mantine/core';
import { describeFault } from '../../core/archiveFaults.ts';
import type { DamagedImport } from '../../tasks/importArchive.ts';
import { confirmDialog } from '../../ui/ConfirmDialog.tsx';
import { formatPlural } from '../../ui/formatNumber.ts';
import { formatMoment } from '../../ui/formatTime.ts';
import classes from './askEvidence.module.css';

/** Faults, and tables, that are named; the rest is counted. */
const listed = 6;

function Names({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  const more = names.length - listed;
  return (
    <div className={classes.tables}>
      <p className={classes.head}>{title}</p>
      <p className={classes.names}>
        {names.slice(0, listed).join(', ')}
        {more > 0 && ` and ${formatPlural(more, 'more table')}`}
      </p>
    </div>
  );
}

/** Asks whether a damaged archive is to be kept as evidence: what is wrong with it, and what is still good. `now` in ms. */
export function askEvidence(filename: string, damaged: DamagedImport, now: number): Promise<boolean> {
  const { faults, goodTables, badTables } = damaged;
  const tables = goodTables.length + badTables.length;
  const more = faults.length - listed;
  return confirmDialog({
    title: 'This archive is damaged',
    confirmLabel: 'Add as evidence',
    keepLabel: 'Leave it out',
    danger: false,
    children: (
      <>
        <p className={classes.text}>
          <b>{filename}</b>, made {formatMoment(damaged.createdAt, now)}, is not as it was written. Nothing of it is
          stored yet.
        </p>
        <List size="sm" className={classes.faults ?? ''}>
          {faults.slice(0, listed).map((fault) => (
            <List.Item key={describeFault(fault)}>{describeFault(fault)}</List.Item>
          ))}
          {more > 0 && <List.Item>and {formatPlural(more, 'more fault')}</List.Item>}
        </List>
        <Names title={`Good, ${goodTables.length} of ${formatPlural(tables, 'table')}`} names={goodTables} />
        <Names title="Not to be relied on" names={badTables} />
        <p className={classes.text}>
          {goodTables.length === 0
            ? 'As evidence it is listed as corrupt, and can be downloaded. It never counts as a backup.'
            : 'As evidence it is listed as corrupt, and its good tables can be opened and exported. It never counts as a backup.'}
        </p>
      </>
    ),
  });
}
